import { z } from 'zod';
import type { TestServer } from './testServer.ts';

const errorSchema = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.looseObject({ code: z.string(), requestId: z.string() }),
});

/** Every error must have a code and a request id, so the schema of a response is a test of that. */
export const resultSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(errorSchema).optional(),
});

interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly as?: string;
  readonly accept?: string;
}

/** One operation over HTTP. */
export async function send({ url }: TestServer, { query, variables, as, accept = 'application/json' }: Request) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...(as && { authorization: as }) },
    body: JSON.stringify({ query, variables }),
  });
  const result = resultSchema.parse(await response.json());
  return { status: response.status, headers: response.headers, ...result };
}

/** The data of an operation that has no errors. */
export async function ask(server: TestServer, request: Request): Promise<unknown> {
  const { data, errors } = await send(server, request);
  if (errors) throw new Error(`unexpected errors: ${JSON.stringify(errors)}`);
  return data;
}

/** The codes of the errors of an operation. */
export async function codesOf(server: TestServer, request: Request): Promise<string[]> {
  const { errors = [] } = await send(server, request);
  return errors.map(({ extensions }) => extensions.code);
}
