import type { Socket } from 'node:net';
import { letThrough, refusedWell } from './complaints.ts';
import { keepConnected, statusIn } from './connectFrom.ts';
import { responseEnd } from './responseEnd.ts';
import type { Target } from './Target.ts';

/** Answered as fast as it may be, more than one viewer may send in a second. */
const connectionsPerAddress = 18;
const query = 'mutation Flood($url: URL!) { addUrlToLibrary(input: { url: $url }) { __typename } }';

/** A viewer at each address, who sends the next mutation over each connection as soon as the one before is answered, whatever the answer was. */
export async function floodWithMutations({ url, tokens, tally }: Target, addresses: readonly string[]): Promise<void> {
  let sent = 0;
  const requestOf = (token: string): string => {
    const body = JSON.stringify({
      query,
      variables: { url: `https://example.org/flood/${process.pid}/${(sent += 1)}` },
    });
    return [
      'POST /graphql HTTP/1.1',
      `Host: ${url.host}`,
      'Content-Type: application/json',
      `Authorization: Bearer ${token}`,
      `Content-Length: ${body.length}`,
      `\r\n${body}`,
    ].join('\r\n');
  };
  const onConnect =
    (token: string) =>
    (socket: Socket): void => {
      let received = Buffer.alloc(0);
      socket.on('data', (bytes) => {
        received = Buffer.concat([received, bytes]);
        const end = responseEnd(received);
        if (end === undefined) return;
        tally.add(outcomeOf(received.subarray(0, end)));
        received = received.subarray(end);
        socket.write(requestOf(token));
      });
      socket.write(requestOf(token));
    };
  addresses.forEach((localAddress, index) => {
    const token = tokens[index] ?? '';
    for (let count = 0; count < connectionsPerAddress; count += 1) {
      keepConnected({ url, tally, localAddress, onConnect: onConnect(token) });
    }
  });
}

function outcomeOf(answer: Buffer): string {
  const status = statusIn(answer);
  const text = answer.toString('latin1');
  if (status === '429') return /\r\nretry-after: \d/i.test(text) ? refusedWell : 'refused with 429 alone';
  return status === '200' && text.endsWith('{"data":{"addUrlToLibrary":{"__typename":"AddUrlToLibraryPayload"}}}')
    ? letThrough
    : `answered by ${status}: ${text.slice(text.indexOf('\r\n\r\n') + 4, 200)}`;
}
