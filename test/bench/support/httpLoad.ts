import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { peersDirectory } from './installPeers.ts';
import type { MeasuredProcess } from './MeasuredProcess.ts';

const autocannon = path.join(peersDirectory, 'node_modules', 'autocannon', 'autocannon.js');
const run = promisify(execFile);
const result = z.object({
  requests: z.object({ total: z.int() }),
  duration: z.number(),
  errors: z.int(),
  non2xx: z.int(),
});

export interface HttpRate {
  readonly perSecond: number;
  /** Of the CPU time of the server. */
  readonly perCpuSecond: number;
}

/** `requests` in all, or for so many `seconds`. */
export type HttpLoad = { readonly requests: number } | { readonly seconds: number };

/** Posts a query over and over, over 32 connections that stay open. Rejects if one answer is no success. */
export async function requestRate(server: MeasuredProcess, query: string, load: HttpLoad): Promise<HttpRate> {
  const until = 'requests' in load ? ['--amount', String(load.requests)] : ['--duration', String(load.seconds)];
  const options = ['--json', '--connections', '32', ...until];
  const request = [
    '--method',
    'POST',
    '--headers',
    'content-type=application/json',
    '--body',
    JSON.stringify({ query }),
  ];
  const before = await server.cpuSeconds();
  const { stdout } = await run(process.execPath, [autocannon, ...options, ...request, `${server.url}/graphql`]);
  const cpuSeconds = (await server.cpuSeconds()) - before;
  const { requests, duration, errors, non2xx } = result.parse(JSON.parse(stdout));
  if (errors + non2xx > 0) throw new Error(`${errors} requests failed and ${non2xx} were refused: ${stdout}`);
  return { perSecond: requests.total / duration, perCpuSecond: requests.total / cpuSeconds };
}
