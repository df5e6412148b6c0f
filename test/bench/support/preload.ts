// Loaded into each measured process ahead of its own modules, ours and the peers' alike: it ends the process with its parent, and answers
// how much memory is in use once the garbage is collected. It costs nothing meanwhile.
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

process.on('message', (message) => {
  if (message !== 'measure memory') return;
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (!isCallable(collect)) throw new Error('there is no gc to call');
  // Twice: what the first finds dead may only then let go of memory outside of the heap.
  collect();
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, used: heapUsed + external });
});
process.once('disconnect', () => process.exit());

function isCallable(value: unknown): value is () => void {
  return typeof value === 'function';
}
