import { CountingSocket } from '../../bench/support/CountingSocket.ts';
import { feedDocument } from '../../bench/support/FanOut.ts';
import type { Target } from './Target.ts';

/** How many there are. */
export const neverReading = 500;
const opening = 20;
/** As often as a document may: of a description of 1,000 characters, 29 KB for each change. */
const aliases = Array.from({ length: 29 }, (_, index) => `d${index}: description`).join(' ');
const document = feedDocument('{ global: true }', `url ${aliases}`);

/** Sockets that subscribe to everything there is, as long as it can be had, and read none of it. */
export async function neverRead({ url, tokens, tally }: Target, addresses: readonly string[]): Promise<void> {
  const left = Array.from({ length: neverReading }, (_, index) => index);
  const openAll = async (): Promise<void> => {
    for (let index = left.pop(); index !== undefined; index = left.pop()) {
      try {
        const socket = await CountingSocket.open({
          url: url.href,
          document,
          token: tokens[index % tokens.length] ?? null,
          localAddress: addresses[index % addresses.length] ?? '',
          onMessage: () => {},
          onEnd: (reason) => tally.add(reason),
        });
        socket.stall();
        tally.add('subscriptions');
      } catch {
        left.push(index); // the tally has it
      }
    }
  };
  await Promise.all(Array.from({ length: opening }, openAll));
}
