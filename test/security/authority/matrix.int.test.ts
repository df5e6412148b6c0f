import { isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildSchema } from '../../../src/graphql/schema.ts';
import { query } from '../../support/databaseServer.ts';
import { type TransportName, transportNames } from '../transports.ts';
import { type Actor, actorNames, type Outcomes } from './actors.ts';
import { describeCursors } from './describeCursors.ts';
import { describeSubscriptions } from './describeSubscriptions.ts';
import { mutationRows } from './mutationRows.ts';
import { outcomeOf } from './outcomeOf.ts';
import { nodeIds, type ReadRow, readRows } from './readRows.ts';
import { type SubscriptionRow, subscriptionRows } from './subscriptionRows.ts';
import { createWorld, secret, type World } from './world.ts';

let world: World;
let names: ReadonlyMap<string, string>;
beforeAll(async () => {
  world = await createWorld();
  const dids = actorNames.map((actor) => [`did:plc:${actor}`, actor] as const);
  names = new Map([...Object.entries(world.ids).map(([name, id]) => [id, name] as const), ...dids]);
});
afterAll(() => world[Symbol.asyncDispose]());

/** Of each actor, over each transport. */
const cells = actorNames.flatMap((actor) => transportNames.map((transport) => [actor, transport] as const));

const isMember = (actor: Actor): boolean => actor === 'owner' || actor === 'collaborator';

/** Who is not let in: nothing is made for them alone to ask for. */
const outside: ReadonlySet<string> = new Set(['EXPIRED', 'UNAUTHENTICATED']);

/** The same for each transport. */
const expectedOf = (outcomes: Outcomes): Record<string, string> =>
  Object.fromEntries(cells.map(([actor, transport]) => [`${actor} over ${transport}`, outcomes[actor]]));

type Ask = (actor: Actor, transport: TransportName, index: number) => ReturnType<World['ask']>;

async function outcomesOf(ask: Ask) {
  const outcomes = cells.map(async ([actor, transport], index) => {
    const reply = await ask(actor, transport, index);
    if (!isMember(actor)) expect(reply.raw).not.toContain(secret);
    return [`${actor} over ${transport}`, outcomeOf(reply, names)] as const;
  });
  return Object.fromEntries(await Promise.all(outcomes));
}

describe.each([...new Set(readRows.map(({ field }) => field))])('%s', (field) => {
  it.each(readRows.filter((row) => row.field === field))('$what', async ({ query: text, variables, outcomes }) => {
    const asked = { query: text, variables: variables?.(world.ids) };
    expect(await outcomesOf((actor, transport) => world.ask(actor, asked, transport))).toEqual(expectedOf(outcomes));
  });
});
// Before anything is changed: what somebody follows, or mutes, is the matter.
describeSubscriptions(() => world);
describeCursors(() => world);

/** On whose behalf something has happened since the event with this number. */
async function actorsSince(seq: string): Promise<unknown[]> {
  const sql = 'SELECT DISTINCT "actor_id" AS "did" FROM "domain_events" WHERE "seq" > $1';
  return didsSchema.parse(await query(world.databaseUrl, sql, [seq])).map(({ did }) => did);
}
const didsSchema = z.array(z.object({ did: z.string().nullable() }));

async function lastEvent(): Promise<string> {
  const [row] = lastSchema.parse(await query(world.databaseUrl, 'SELECT max("seq") AS "seq" FROM "domain_events"'));
  return row.seq;
}
const lastSchema = z.tuple([z.object({ seq: z.string() })]);

describe.each([...new Set(mutationRows.map(({ field }) => field))])('Mutation.%s', (field) => {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const document = `mutation ($input: ${type}Input!) { ${field}(input: $input) { __typename } }`;

  it.each(mutationRows.filter((row) => row.field === field))('$what', async ({ input, outcomes }) => {
    const anyInput = await input(world, 'stranger');
    const inputs = await Promise.all(
      cells.map(async ([actor]) => (outside.has(outcomes[actor]) ? anyInput : input(world, actor))),
    );
    const last = await lastEvent();

    const outcome = await outcomesOf((actor, transport, index) =>
      world.ask(actor, { query: document, variables: { input: inputs[index] } }, transport),
    );

    expect(outcome).toEqual(expectedOf(outcomes));
    // As the viewer, and nothing for who was refused.
    const allowed = actorNames.filter((actor) => outcomes[actor] === `${type}Payload`);
    for (const did of await actorsSince(last)) expect(allowed.map((actor) => `did:plc:${actor}`)).toContain(did);
  });
});

it('marking all as read marks nothing of others', async () => {
  const count = '{ unreadNotificationCount }';
  const unread = async (who: string) => (await world.ask(who, { query: count })).result?.data;
  await world.library.change('addCardToLibrary', 'AddCardToLibrary', { cardId: world.ids.note }, 'herald');
  await expect.poll(() => unread('owner')).not.toEqual({ unreadNotificationCount: 0 });
  const before = await unread('owner');

  await world.library.change('markAllNotificationsRead', 'MarkAllNotificationsRead', {}, 'stranger');

  expect(await unread('owner')).toEqual(before);
});

const kindIn = (variables: Readonly<Record<string, unknown>> | undefined): string[] =>
  variables?.feed instanceof Object ? Object.keys(variables.feed) : [];

describe('the table', () => {
  const schema = buildSchema();
  const fieldsOf = (type: string) => {
    const found = schema.getType(type);
    return isObjectType(found) ? Object.keys(found.getFields()).toSorted() : [];
  };
  const inputFieldsOf = (type: string) => {
    const found = schema.getType(type);
    return isInputObjectType(found) ? Object.keys(found.getFields()).toSorted() : [];
  };
  const sorted = (names: Iterable<string>) => [...new Set(names)].toSorted();

  it('has each query', () => {
    const asked = readRows.map(({ field }) => field.replace('Query.', ''));
    expect(sorted(asked)).toEqual(fieldsOf('Query'));
  });

  it('has each mutation', () => {
    expect(sorted(mutationRows.map(({ field }) => field))).toEqual(fieldsOf('Mutation'));
  });

  it('has each subscription', () => {
    expect(sorted(subscriptionRows.map(({ field }) => field))).toEqual(fieldsOf('Subscription'));
  });

  it('has each kind of feed, of pages and of changes', () => {
    const kinds = inputFieldsOf('FeedInput');
    const asked = (rows: readonly (ReadRow | SubscriptionRow)[]) =>
      sorted(rows.flatMap(({ variables }) => kindIn(variables?.({ ...world.ids, turning: '' }))));
    expect(asked(readRows)).toEqual(kinds);
    expect(asked(subscriptionRows)).toEqual(kinds);
  });

  it('has each type of nodes', () => {
    const node = schema.getType('Node');
    const types = isInterfaceType(node) ? schema.getPossibleTypes(node).map(({ name }) => name) : [];
    const asked = readRows.filter(({ field }) => field === 'Query.node').map(({ what }) => what.split(' ')[0] ?? '');
    expect(sorted(asked)).toEqual(types.toSorted());
    expect(sorted(nodeIds(world.ids).map((id) => atob(id).split(':')[0] ?? ''))).toEqual(types.toSorted());
  });

  it('says for everybody what comes of each row', () => {
    for (const { outcomes } of [...readRows, ...mutationRows, ...subscriptionRows]) {
      expect(Object.keys(outcomes).toSorted()).toEqual(actorNames.toSorted());
      expect(Object.values(outcomes).every(Boolean)).toBe(true);
    }
  });
});
