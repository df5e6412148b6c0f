// A server as `npm start` runs it, which can be told by its parent to end like a crash at the next commit.
import process from 'node:process';
import { runServer } from '../../src/composition/run.ts';

let dieAtCommit = false;
process.on('message', (message) => {
  dieAtCommit = message === 'die at the next commit';
  process.send?.('armed');
});

const onCommitted = (): void => {
  if (dieAtCommit) process.kill(process.pid, 'SIGKILL');
};

process.exit(await runServer({ env: process.env, hooks: { onCommitted } }));
