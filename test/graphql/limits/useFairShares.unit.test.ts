import { setImmediate as nextTurn } from 'node:timers/promises';
import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import type { GraphQLContext } from '../../../src/graphql/context.ts';
import type { ServerLimits } from '../../../src/graphql/limits/ServerLimits.ts';
import { eventually } from '../../support/eventually.ts';
import { startBareServer } from '../bareServer.ts';

const context: GraphQLContext = Object.create(null);
const limits: ServerLimits = { atATime: 1, addressOf: ({ headers }) => String(headers['x-address']) };

/** Answers in the order of its calls, when it is let. */
function gate() {
  const begun: string[] = [];
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const schema = buildSchema('type Query { wait(name: String!): String }');
  const { wait } = schema.getQueryType()?.getFields() ?? {};
  if (!wait) throw new Error('unreachable: it is written above');
  wait.resolve = async (_root, { name }: { name: string }) => {
    begun.push(name);
    await opened;
    return name;
  };
  return { schema, begun, open };
}

it.each([
  ['straight into the engine', true],
  ["over Yoga's way", false],
])('an address does not wait behind all that another asks for: %s', async (_, directWay) => {
  const { schema, begun, open } = gate();
  let executing = 0;
  const contextFor = async (): Promise<GraphQLContext> => {
    executing += 1; // what comes next is to be executed, or to wait
    return context;
  };
  await using server = await startBareServer({ schema, limits, directWay, contextFor });
  const ask = async (address: string, name: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', 'x-address': address };
    const body = JSON.stringify({ query: `{ wait(name: "${name}") }` });
    const response = await fetch(server.url, { method: 'POST', headers, body });
    return response.json();
  };
  const names = ['many 1', 'many 2', 'many 3', 'many 4', 'many 5'];
  const answers = names.map((name) => ask('many', name));
  await eventually(() => executing === names.length);
  answers.push(ask('one', 'one'));
  await eventually(() => executing === names.length + 1);
  await nextTurn();
  expect(begun).toHaveLength(1);
  open();
  expect(await Promise.all(answers)).toEqual([...names, 'one'].map((name) => ({ data: { wait: name } })));
  expect(begun.indexOf('one')).toBe(2);
});
