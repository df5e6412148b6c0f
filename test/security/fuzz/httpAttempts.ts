import fc from 'fast-check';
import { type Attempt, type AttemptTarget, attempt, patienceMs } from './Attempt.ts';
import { complaintsOf } from './complaints.ts';
import type { Operation } from './documents.ts';
import { anyJson, texts } from './values.ts';

interface Request {
  readonly method: string;
  readonly search?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** Undefined: without a token. A number: of one of the target's curators. */
type As = string | number | undefined;

const as: fc.Arbitrary<As> = fc.oneof(
  { weight: 6, arbitrary: fc.nat(2) },
  { weight: 3, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('Bearer x', 'Bearer a.b.c', 'Basic eDp4', 'Bearer', `Bearer ${'e'.repeat(5_000)}`),
  },
);
const accept = fc.constantFrom(
  'application/json',
  'application/graphql-response+json',
  '*/*',
  'text/event-stream',
  'image/png',
);
const contentType = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/graphql',
  'nonsense',
);

/** An operation as it should be sent. */
export const sentOperations = (operations: fc.Arbitrary<Operation>): fc.Arbitrary<Attempt> =>
  fc.tuple(operations, accept, as).map(([{ query, variables }, accepted, who]) =>
    requestOf('an operation over HTTP', who, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: accepted },
      body: JSON.stringify({ query, variables }),
    }),
  );

/** Bodies, methods and parameters that are none. */
export const oddRequests = (operations: fc.Arbitrary<Operation>): fc.Arbitrary<Attempt> =>
  fc
    .record({
      method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
      body: fc.oneof(
        fc.uint8Array({ maxLength: 2_000 }),
        anyJson.map((value) => JSON.stringify(value) ?? ''),
        operations.map((operation) => JSON.stringify([operation, operation])),
        fc.tuple(operations, anyJson).map(([{ query }, variables]) => JSON.stringify({ query, variables })),
        fc.tuple(anyJson, anyJson).map(([query, operationName]) => JSON.stringify({ query, operationName })),
        fc.tuple(operations, anyJson).map(([{ query }, extensions]) => JSON.stringify({ query, extensions, more: 1 })),
        fc.integer({ min: 1, max: 49_000 }).map(deepVariables),
        fc.integer({ min: 90_000, max: 130_000 }).map((length) => `{"query":"${'x'.repeat(length)}"}`),
      ),
      search: fc.oneof(
        fc.constant(''),
        texts.map(parameter),
        operations.map(({ query }) => parameter(query)),
      ),
      type: contentType,
      accept,
      preflighted: fc.boolean(),
      who: as,
    })
    .map(({ method, body, search, type, accept: accepted, preflighted, who }) => {
      const headers = { accept: accepted, 'content-type': type, ...(preflighted && { 'x-graphql-csrf': '1' }) };
      const hasBody = method !== 'GET' && method !== 'OPTIONS';
      return requestOf(`${method} of ${type}`, who, { method, search, headers, ...(hasBody && { body }) });
    });

/** Deeper than what recurses can follow. */
const deepVariables = (depth: number): string =>
  `{"query":"query ($id: ID!) { node(id: $id) { id } }","variables":{"id":${'['.repeat(depth)}${']'.repeat(depth)}}}`;

/** What no URL has room for is cut: it would be the client that refuses. */
const parameter = (text: string): string => `?query=${encodeURIComponent(text.toWellFormed()).slice(0, 8_000)}`;

const requestOf = (what: string, who: As, request: Request): Attempt => {
  const { method, search = '', headers, body = '' } = request;
  const sent = `${method} ${search} ${JSON.stringify(headers)} ${typeof body === 'string' ? body : Buffer.from(body).toString('latin1')}`;
  return attempt({
    what,
    sent,
    async run(target) {
      const authorization = typeof who === 'number' ? `Bearer ${target.tokens[who]}` : who;
      const identified = { ...headers, ...(authorization !== undefined && { authorization }) };
      const { status, text } = await exchange(target, { ...request, headers: identified });
      const complaints = complaintsOf(text, sent);
      return status < 500 ? complaints : [...complaints, `status ${status}: ${text.slice(0, 500)}`];
    },
  });
};

/** What was sent until the end of the response, or of our patience: a stream of events has no end. */
async function exchange({ url }: AttemptTarget, { method, search = '', headers, body }: Request) {
  const response = await fetch(`${url}/graphql${search}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (!isStream) return { status: response.status, text: await response.text() };
  let text = '';
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const patience = setTimeout(() => void reader?.cancel(), patienceMs);
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) text += next.value;
  clearTimeout(patience);
  return { status: response.status, text };
}
