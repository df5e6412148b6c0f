import type { ErrorRegistry } from '@prisma/driver-adapter-utils';
import { z } from 'zod';

/** An error as the CLI is told of it. `code` is one of Prisma's, P1001 and the like. */
export type Failure = { isPanic: boolean; code: string | null; message: string; meta: unknown };

const thrownSchema = z.object({
  name: z.string().optional(),
  message: z.string(),
  code: z.string().optional(),
  meta: z.unknown().optional(),
});

/** What fails while the engine starts comes with Prisma's message alone; the CLI acts on some of the codes. */
const startFailures: [code: string, message: RegExp][] = [
  ['P1000', /^Authentication failed against database server/],
  ['P1001', /^Can't reach database server/],
  ['P1003', /^Database `.*` does not exist/],
  ['P1010', /^User was denied access/],
  ['P1011', /^Error opening a TLS connection/],
  ['P1017', /^Server has closed the connection/],
];

/** Set by the engine before it gives up: a WebAssembly trap by itself says nothing. */
let panicMessage: string | undefined;
Object.defineProperty(globalThis, 'PRISMA_WASM_PANIC_REGISTRY', {
  value: {
    set_message(message: string): void {
      panicMessage = message;
    },
  },
});

export function failed(error: Error): { ok: false; failure: Failure } {
  return { ok: false, failure: toFailure(error, undefined) };
}

/** What the CLI needs to know of an error that the engine, or our own code below it, threw. */
export function toFailure(thrown: unknown, errors: ErrorRegistry | undefined): Failure {
  const cause = causeOf(thrown, errors);
  const parsed = thrownSchema.safeParse(cause);
  if (!parsed.success) return { isPanic: false, code: null, message: String(cause), meta: null };
  const { name, code, meta } = parsed.data;
  const isPanic = name === 'RuntimeError';
  const message = ((isPanic && panicMessage) || parsed.data.message).trimEnd();
  return { isPanic, code: prismaCode(code, message), message, meta: meta ?? null };
}

/** An error that a connection threw is only a number by the time it comes back out of the engine. */
function causeOf(thrown: unknown, errors: ErrorRegistry | undefined): unknown {
  const id = thrown instanceof Error ? /External error id#(\d+)/.exec(thrown.message)?.[1] : undefined;
  return (id !== undefined && errors?.consumeError(Number(id))?.error) || thrown;
}

/** Never a code of Node's or PostgreSQL's. */
function prismaCode(code: string | undefined, message: string): string | null {
  if (code !== undefined && /^P\d{4}$/.test(code)) return code;
  return startFailures.find(([, pattern]) => pattern.test(message))?.[0] ?? null;
}
