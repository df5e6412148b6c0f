/** Any will do: it is not checked whether the server knows what it answers. */
const key = 'Y29tbW9ucGxhY2ViZW5jaA==';

/** The request that opens a WebSocket for graphql-transport-ws. Compression is not offered. */
export const upgradeRequest = ({ pathname, host }: URL): string =>
  [
    `GET ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n');

/** A frame of a client: masked, as it must be, with a mask that changes nothing. */
export function clientFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  if (length >= 65_536) throw new RangeError('a client of the benchmarks has no such long messages');
  const header = length < 126 ? [length | 0x80] : [126 | 0x80, length >> 8, length & 0xff];
  return Uint8Array.of(0x80 | opcode, ...header, 0, 0, 0, 0, ...payload);
}

/** A message of graphql-transport-ws. */
export const clientMessage = (message: object): Uint8Array => clientFrame(1, Buffer.from(JSON.stringify(message)));
