#!/usr/bin/env node
/**
 * Prisma's schema engine without the native program that its CLI would download: the same arguments and the same JSON-RPC
 * over stdio, answered by the engine's own WebAssembly build. prisma.config.ts points the CLI here.
 */

// The CLI reads this process's stderr as JSON lines; a warning among them would hide the real error. Loading WebAssembly
// warns, so everything else is imported after this.
process.removeAllListeners('warning');

const { run } = await import('./engine/run.ts');
process.exitCode = await run(process.argv.slice(2));
