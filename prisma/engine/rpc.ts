import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { Answer } from './Engine.ts';
import type { Failure } from './failure.ts';
import type { Datasource } from './invocation.ts';
import { Session } from './Session.ts';

const SERVER_ERROR = 4466;

const messageSchema = z.object({
  id: z.union([z.number(), z.string()]),
  method: z.string().optional(),
  params: z.unknown().optional(),
});
const diffResult = z.object({ exitCode: z.number(), stdout: z.string().nullish() });

/** Answers JSON-RPC requests, one JSON document a line, in their order, until the input ends. */
export async function serve(
  { datasource, datamodels }: { datasource: Datasource; datamodels: string[] },
  input: Readable,
  output: Writable,
): Promise<void> {
  await using session = new Session(datasource, datamodels);
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const { id, method, params } = messageSchema.parse(JSON.parse(line));
    // The CLI's answer to a `print` of ours.
    if (method === undefined) continue;
    for (const reply of repliesTo(id, method, await session.answer(method, params))) {
      output.write(`${JSON.stringify({ jsonrpc: '2.0', ...reply })}\n`);
    }
  }
}

function repliesTo(id: number | string, method: string, answer: Answer): object[] {
  if (!answer.ok) return [{ id, error: rpcError(answer.failure) }];
  if (method !== 'diff') return [{ id, result: answer.result ?? {} }];
  // The CLI prints a diff when it is asked to, and not from the result.
  const { exitCode, stdout } = diffResult.parse(answer.result);
  const result = { id, result: { exitCode, stdout: null } };
  return stdout === null || stdout === undefined
    ? [result]
    : [{ id: `print-${id}`, method: 'print', params: { content: stdout } }, result];
}

function rpcError({ isPanic, code, message, meta }: Failure): object {
  return {
    code: SERVER_ERROR,
    message: 'An error happened. Check the data field for details.',
    data: { is_panic: isPanic, error_code: code, message, meta },
  };
}
