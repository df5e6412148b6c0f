import type { Socket } from 'node:net';
import { upgradeRequest } from '../../bench/support/clientFrames.ts';
import { FrameCounter, opcodes } from '../../bench/support/FrameCounter.ts';
import { eventually } from '../../support/eventually.ts';
import { keepConnected, statusIn } from './connectFrom.ts';
import type { Target } from './Target.ts';

const sockets = 2_000;

/** Sockets that never send connection_init, nor anything else. One that is refused or closed is opened again at once. */
export async function keepSilent({ url, tally }: Target, addresses: readonly string[]): Promise<void> {
  const opening = upgradeRequest(url);
  const onConnect = (socket: Socket): void => {
    const closed = (opcode: number, payload: Uint8Array): void => {
      if (opcode !== opcodes.close) return;
      tally.add(`closed with ${((payload[0] ?? 0) << 8) + (payload[1] ?? 0)}`);
      socket.resetAndDestroy(); // an orderly end would use up this machine's ports
    };
    socket.write(opening);
    socket.once('data', (head) => {
      tally.add(`upgrades answered by ${statusIn(head)}`);
      const frames = new FrameCounter({ message: () => tally.add('messages'), control: closed });
      socket.on('data', (bytes) => frames.take(bytes));
    });
  };
  for (let index = 0; index < sockets; index += 1) {
    keepConnected({ url, tally, localAddress: addresses[index % addresses.length] ?? '', onConnect });
  }
  await eventually(() => tally.of('connections') >= sockets, { withinMs: 60_000 });
}
