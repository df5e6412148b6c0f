import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSocketLimits } from '../../../src/graphql/limits/ServerLimits.ts';
import { type BareServer, startBareServer } from '../bareServer.ts';
import { transports } from '../transports.ts';

/** As high as they can be configured: the body alone bounds what comes. */
const documents = { tokens: 100_000, depth: 500, aliases: 100_000, directives: 100_000, complexity: 1_000_000_000 };

let server: BareServer;
beforeAll(async () => {
  server = await startBareServer({
    limits: { documents, sockets: { ...defaultSocketLimits, frameBytes: 10 * 1024 * 1024 } },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const around = (open: string, close: string, levels: number, inside = '') =>
  `${open.repeat(levels)}${inside}${close.repeat(levels)}`;

const chain = (levels: number): string => {
  const links = Array.from({ length: levels - 1 }, (_, n) => `fragment F${n} on Query{...F${n + 1}}`);
  return `{...F0}${links.join('')}fragment F${levels - 1} on Query{title}`;
};

/** Documents that lead as far down as is said, in so many ways. */
const kinds: readonly (readonly [what: string, document: (levels: number) => string])[] = [
  ['fields', (levels) => around('{title', '}', levels)],
  ['inline fragments', (levels) => `{${around('...{', '}', levels - 1, 'title')}}`],
  ['fragments that spread each other', (levels) => chain(levels - 1)],
  ['lists', (levels) => `{count(kind:${around('[', ']', levels - 2)})}`],
  ['objects', (levels) => `{count(filter:${around('{kind:', '}', levels - 2, 'NOTE')})}`],
  ['lists of types', (levels) => `query($kind:${around('[', ']', levels - 1, 'Kind')}){title}`],
];

const tooDeep = {
  code: 'NESTING_LIMIT_EXCEEDED',
  message: 'A document may have 500 brackets within each other, those in fragments counted wherever they are spread',
};

// What comes by GET goes the same way, and cannot be as long.
describe.each(transports.filter(([transport]) => transport !== 'GET'))('over %s', (_transport, ask) => {
  it.each(kinds)('%s within each other are no way to the end of the stack', async (_what, document) => {
    for (const levels of [501, 3_000]) {
      const { errors = [] } = await ask(server.url, { query: document(levels) });
      expect(errors.map(({ message, extensions: { code } }) => ({ code, message }))).toEqual([tooDeep]);
    }
  });

  it.each(kinds)('%s within each other are walked as far as they may be', async (_what, document) => {
    const { errors = [] } = await ask(server.url, { query: document(500) });
    const codes = new Set(errors.map(({ extensions: { code } }) => code));
    expect([[], ['GRAPHQL_VALIDATION_FAILED'], ['BAD_USER_INPUT']]).toContainEqual([...codes]);
  });
});

it('fragments are counted where they are spread, however often and in whatever order', async () => {
  const inner = `fragment I on Query{${around('...{', '}', 300, 'title')}}`;
  const outer = `fragment O on Query{${around('...{', '}', 300, '...I')}}`;
  for (const [, ask] of transports) {
    const { errors } = await ask(server.url, { query: `{...I ...O}${inner}${outer}` });
    expect(errors).toMatchObject([{ extensions: { code: 'NESTING_LIMIT_EXCEEDED' } }]);
  }
});

it('brackets that do not open, in texts and comments, do not count', async () => {
  for (const [, ask] of transports) {
    const query = `{title count(kind:NOTE) @skip(if:true)} #${'{'.repeat(600)}`;
    expect(await ask(server.url, { query })).toMatchObject({ data: { title: null } });
  }
});

it('nothing of it was a failure of the server', () => {
  expect(server.entries()).not.toContainEqual(expect.objectContaining({ level: 'error' }));
});
