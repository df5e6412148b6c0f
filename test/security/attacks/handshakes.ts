import { upgrade } from './rawSocket.ts';
import type { HttpAttack } from './requests.ts';

// Handshakes of WebSockets that are none, or are somebody else's.

const asks = (...headers: string[]): string => upgrade('Sec-WebSocket-Protocol: graphql-transport-ws', ...headers);

export const handshakeAttacks: readonly HttpAttack[] = [
  ['a socket at another path', asks().replace('/graphql', '/metrics'), '404'],
  ['a socket at a path of tricks', asks().replace('/graphql', '/graphql/../graphql'), '404'],
  ['a socket of a foreign page', asks('Origin: https://evil.example'), '403'],
  ['a socket of a sandbox', asks('Origin: null'), '403'],
  ['a socket by POST', asks().replace('GET', 'POST'), '405 Invalid HTTP method'],
  [
    'a socket of a version that nobody speaks',
    asks().replace('Version: 13', 'Version: 99'),
    '400 Missing or invalid Sec-WebSocket-Version header',
  ],
  [
    'a socket with a key that is none',
    asks().replace('dGhlIHNhbXBsZSBub25jZQ==', 'x'),
    '400 Missing or invalid Sec-WebSocket-Key header',
  ],
  [
    'a socket without a key',
    asks().replace(/Sec-WebSocket-Key.*\r\n/, ''),
    '400 Missing or invalid Sec-WebSocket-Key header',
  ],
];
