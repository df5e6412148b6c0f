import type { Socket } from 'node:net';
import { eventually } from '../../support/eventually.ts';
import { keepConnected, statusIn } from './connectFrom.ts';
import type { Target } from './Target.ts';

const connections = 2_000;

/** Connections that send half of a request's head, or half of its body, and then nothing. One that is closed is opened again at once. */
export async function sendHalfRequests({ url, tally }: Target, addresses: readonly string[]): Promise<void> {
  const halfHead = `POST /graphql HTTP/1.1\r\nHost: ${url.host}\r\nContent-Ty`;
  const halfBody = `${halfHead}pe: application/json\r\nContent-Length: 64\r\n\r\n{"query":"{ viewer {`;
  const onConnect =
    (half: string) =>
    (socket: Socket): void => {
      socket.write(half);
      socket.once('data', (head) => tally.add(`answered by ${statusIn(head)}`));
    };
  for (let index = 0; index < connections; index += 1) {
    const localAddress = addresses[index % addresses.length] ?? '';
    keepConnected({ url, tally, localAddress, onConnect: onConnect(index % 2 === 0 ? halfHead : halfBody) });
  }
  await eventually(() => tally.of('connections') >= connections, { withinMs: 60_000 });
}
