import { runServer } from './composition/run.ts';

// Whatever a library still holds open must not keep a server alive that has closed.
process.exit(await runServer({ env: process.env }));
