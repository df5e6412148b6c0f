import { z } from 'zod';
import { testApp } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { type Asked, type Reply, type TransportName, transports } from '../transports.ts';
import { Library, type Must } from './Library.ts';

/** Stands in what nobody but members may read, by whatever way. */
export const secret = 'for members alone';

/** Who has a token; beside the actors somebody whom everybody follows, and somebody who minds nothing. */
const curators = ['owner', 'collaborator', 'follower', 'stranger', 'blocked', 'muter', 'herald', 'bystander'] as const;

/** One app, and in it what is the owner's and what others are to the owner. */
export async function createWorld() {
  await using opened = new AsyncDisposableStack();
  const { app, tokenOf, databaseUrl } = opened.use(await testApp({ withRedis: false }));
  const url = `${app.url}/graphql`;
  const tokens = new Map([['expired', `Bearer ${await tokenOf('owner', '-1s')}`]]);
  for (const curator of curators) tokens.set(curator, `Bearer ${await tokenOf(curator)}`);

  /** @param who has no token if there is no such curator. */
  const ask = (who: string, asked: Pick<Asked, 'query' | 'variables'>, by: TransportName = 'HTTP'): Promise<Reply> =>
    transports[by]({ ...asked, url, authorization: tokens.get(who) });

  const must: Must = async (who, query, variables) => {
    const { result } = await ask(who, { query, variables });
    if (!result?.data || result.errors) throw new Error(`${query}: ${JSON.stringify(result)}`);
    return result.data;
  };

  const library = new Library(must);
  await settle(must);
  const ids = await fill(library);
  const notification = await eventually(() => notificationOfOwner(must));
  const parts = opened.move();
  return {
    databaseUrl,
    url,
    library,
    /** Global ids. */
    ids: { ...ids, ...notification },
    ask,
    must,
    authorizationOf: (who: string): string | undefined => tokens.get(who),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;

async function settle(must: Must): Promise<void> {
  for (const curator of curators) await must(curator, '{ viewer { did } }');
  const change = (who: string, field: string, did: string) =>
    must(who, `mutation { ${field}(input: { curatorId: "${did}" }) { __typename } }`);
  await change('owner', 'block', 'did:plc:blocked');
  await change('muter', 'mute', 'did:plc:owner');
  await change('follower', 'follow', 'did:plc:owner');
  for (const curator of curators) if (curator !== 'herald') await change(curator, 'follow', 'did:plc:herald');
}

async function fill(library: Library) {
  const ids = {
    owner: btoa('Curator:did:plc:owner'),
    link: await library.link('https://page.example/'),
    note: await library.note('a note'),
    /** In the private collection, and in the owner's library. */
    filed: await library.note('a filed note'),
    /** No longer in the owner's library, but in the bystander's. */
    retracted: await library.note('a note of the past'),
    public: await library.collection({ visibility: 'PUBLIC', name: 'public' }),
    unlisted: await library.collection({ visibility: 'UNLISTED', name: 'unlisted' }),
    private: await library.collection({ visibility: 'PRIVATE', name: secret }),
    open: await library.collection({ visibility: 'PUBLIC', access: 'OPEN', name: 'open' }),
  };
  for (const target of [ids.public, ids.unlisted, ids.private, ids.open]) await library.put(ids.link, target);
  await library.put(ids.filed, ids.private);
  const of = (collectionId: string) => library.activity({ collectionId }, ids.link);
  const curatorId = 'did:plc:owner';
  const activities = {
    saved: await library.activity({ curatorId }, ids.note),
    takenBack: await library.activity({ curatorId }, ids.retracted),
    inPublic: await of(ids.public),
    inUnlisted: await of(ids.unlisted),
    inPrivate: await of(ids.private),
  };
  await library.change('addCardToLibrary', 'AddCardToLibrary', { cardId: ids.retracted }, 'bystander');
  await library.change('removeCardFromLibrary', 'RemoveCardFromLibrary', { cardId: ids.retracted });
  return { ...ids, ...activities };
}

const countSchema = z.object({ unreadNotificationCount: z.number() });
const notificationsSchema = z.object({
  notifications: z.object({ edges: z.array(z.object({ cursor: z.string(), node: z.object({ id: z.string() }) })) }),
});

/** Of what the world is made of: a follower and a saved note; four collaborations; what was saved, and added to two public collections. */
export const unreadCounts = { owner: 2, collaborator: 4, follower: 3 };

/** When everybody was told what they are to be told: the first thing that the owner was. */
async function notificationOfOwner(must: Must) {
  for (const [who, count] of Object.entries(unreadCounts)) {
    const { unreadNotificationCount } = countSchema.parse(await must(who, '{ unreadNotificationCount }'));
    if (unreadNotificationCount !== count) throw new Error(`${who} has ${unreadNotificationCount} notifications`);
  }
  const { edges } = notificationsSchema.parse(
    await must('owner', '{ notifications { edges { cursor node { id } } } }'),
  ).notifications;
  const first = edges.at(-1);
  if (!first) throw new Error('the owner has none');
  return { notification: first.node.id, notificationCursor: first.cursor };
}
