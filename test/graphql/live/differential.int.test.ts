import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asGraphQLContext } from '../../../src/graphql/context.ts';
import { defaultDocumentLimits } from '../../../src/graphql/limits/DocumentLimits.ts';
import { ExecutionGroups } from '../../../src/graphql/live/ExecutionGroups.ts';
import { buildPothosSchema, buildSchema } from '../../../src/graphql/schema.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { announceSeed } from '../../support/seed.ts';
import { startTestServer } from '../testServer.ts';
import { type Audience, audienceOf, type Subscriber, socketCount } from './Audience.ts';
import { ada, happenings } from './liveRows.ts';
import { randomOperations } from './randomDocuments.ts';

const seed = announceSeed('sharing compared with executions of one’s own');
const schema = buildSchema();
/** For executions of one's own: none of what is done to share them is in it. */
const plainSchema = buildPothosSchema();
const ofFeed = randomOperations(schema, 'feedChanged', '(feed: { global: true }, after: $after)');
const ofNotifications = randomOperations(schema, 'notificationChanged', '(after: $after)');

/** However slow the machine: fewer compare next to nothing. */
const leastRuns = 15;

let opened: AsyncDisposableStack;
let audience: Audience;

/** Random documents ask for more than clients may. */
const documents = { ...defaultDocumentLimits, depth: 100, aliases: 1_000, directives: 1_000, complexity: 1_000_000 };

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  const server = opened.use(await startTestServer({ server: { schema, limits: { documents } } }));
  audience = opened.use(await audienceOf(server, plainSchema));
});
afterEach(() => opened.disposeAsync());

/** A few operations, and who subscribes to which of them. */
const audiences: fc.Arbitrary<Subscriber[]> = fc
  .record({
    feeds: fc.tuple(ofFeed, ofFeed),
    notifications: ofNotifications,
    choices: fc.array(fc.record({ socket: fc.nat(socketCount - 1), nth: fc.nat(2) }), { minLength: 6, maxLength: 14 }),
  })
  .map(({ feeds: [one, other], notifications, choices }) =>
    choices.map(({ socket, nth }) => {
      const isOfNotifications = nth === 2 && audience.isOfViewer(socket);
      const operation = isOfNotifications ? notifications : nth === 0 ? one : other;
      return { socket, ofNotifications: isOfNotifications, operation };
    }),
  );

const sameForAll = () =>
  fc.asyncProperty(audiences, happenings, async (subscribers, changes) => {
    const { received, expected } = await audience.tell(subscribers, changes);
    expect(received).toEqual(expected);
  });

/** As if the viewer were not in the key: whoever joins, joins as ada. */
function forgetViewers(): Disposable {
  const { join } = Object.getOwnPropertyDescriptors(ExecutionGroups.prototype);
  const viewer = CuratorId.create(ada).unwrap();
  ExecutionGroups.prototype.join = function (args) {
    const asAda = { ...args, contextValue: { ...asGraphQLContext(args.contextValue), viewer } };
    if (!join.value) throw new Error('unreachable: join is a method');
    return join.value.call(this, asAda);
  };
  return { [Symbol.dispose]: () => void Object.defineProperty(ExecutionGroups.prototype, 'join', join) };
}

describe('whoever shares executions', () => {
  it('is sent, byte for byte, what an execution of his own would have come to, with far fewer statements', async () => {
    const limits = { numRuns: 200, interruptAfterTimeLimit: 12_000 };
    const outcome = await fc.check(sameForAll(), { seed, endOnFailure: true, ...limits });
    if (outcome.failed && !outcome.interrupted) throw new Error(fc.defaultReportMessage(outcome));
    expect(outcome.numRuns).toBeGreaterThanOrEqual(leastRuns);
    expect(audience.spent.together * 2).toBeLessThan(audience.spent.eachAlone);
    console.info(`statements: ${audience.spent.together} together, ${audience.spent.eachAlone} each alone`);
  });

  it('would be found out if the viewer were not in the key', async () => {
    using _ = forgetViewers();
    const { failed, interrupted } = await fc.check(sameForAll(), { seed, numRuns: 100, endOnFailure: true });
    expect([failed, interrupted]).toEqual([true, false]);
  });
});
