import { runServer } from '../../composition/run.ts';

// The demo holds the other end of this channel: however it ends, its instances end in good order.
const end = (): boolean => process.kill(process.pid, 'SIGTERM');
if (process.connected) process.once('disconnect', end);
else end();

process.exit(await runServer({ env: process.env }));
