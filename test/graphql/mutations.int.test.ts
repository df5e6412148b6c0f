import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/globalIds.ts';
import type { Refusal } from '../../src/graphql/refusals.ts';
import type { UseCases } from '../../src/graphql/useCases.ts';
import { CardId } from '../../src/modules/cards/index.ts';
import { curatorTarget } from '../../src/modules/curators/index.ts';
import { notificationCursorOf } from '../../src/modules/notifications/graphql/notificationCursor.ts';
import { CuratorId } from '../../src/shared/domain/CuratorId.ts';
import { err, ok } from '../../src/shared/domain/Result.ts';
import { bearer } from './fakeTokens.ts';
import { ask, send } from './request.ts';
import { curator, urlCard } from './rows.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const ada = 'did:plc:ada';
const bob = 'did:plc:bob';
const adaId = CuratorId.create(ada).unwrap();
const bobId = CuratorId.create(bob).unwrap();

/** What the next use case does; and what use cases were given. */
let outcome: () => unknown;
const inputs: object[] = [];
const scripted = {
  execute: async (input: object) => {
    inputs.push(input);
    return outcome();
  },
};
const useCases = Object.fromEntries(
  [
    'addUrlToLibrary',
    'addCardToLibrary',
    'removeCardFromLibrary',
    'addNote',
    'follow',
    'unfollow',
    'mute',
    'unmute',
    'block',
    'unblock',
    'updateProfile',
    'markNotificationsRead',
    'markAllNotificationsRead',
  ].map((name) => [name, scripted]),
) as Partial<UseCases>;

let server: TestServer;
let cardId: CardId;
let globalCardId: string;
beforeAll(async () => {
  server = await startTestServer({ useCases });
  for (const did of [ada, bob]) await curator(server.prisma, did);
  const card = await urlCard(server.prisma, ada, 'https://example.com/');
  cardId = CardId.create(card.id).unwrap();
  globalCardId = encodeGlobalId('Card', card.id);
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  inputs.length = 0;
  outcome = () => {
    throw new Error('no use case was expected to run');
  };
});

/** Runs a mutation as Ada: its result, and what the use case was given. */
async function mutate(name: string, input: object, selection: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) {
    ${name}(input: $input) { __typename ... on ${type}Payload { ${selection} } ... on Error { code message path } }
  }`;
  const data = (await ask(server, { query, variables: { input }, as: bearer(ada) })) as Record<string, unknown>;
  return { result: data[name], given: inputs.at(-1) };
}

const refused = (refusal: Refusal) => {
  outcome = () => err(refusal);
};

describe('a mutation that succeeds', () => {
  const card = { url: 'https://example.com/', author: { handle: 'ada' } };

  it('addUrlToLibrary gives the card', async () => {
    outcome = () => ok({ cardId });
    const { result, given } = await mutate(
      'addUrlToLibrary',
      { url: 'https://example.com', note: 'A note' },
      'card { url author { handle } } cardId',
    );
    expect(result).toEqual({ __typename: 'AddUrlToLibraryPayload', card, cardId: globalCardId });
    expect(given).toEqual({ curatorId: adaId, url: 'https://example.com/', note: 'A note', collectionIds: [] });
  });

  it('addCardToLibrary gives the card', async () => {
    outcome = () => ok({ cardId });
    const { result, given } = await mutate(
      'addCardToLibrary',
      { cardId: globalCardId },
      'card { url author { handle } }',
    );
    expect(result).toEqual({ __typename: 'AddCardToLibraryPayload', card });
    expect(given).toEqual({ curatorId: adaId, cardId });
  });

  it('removeCardFromLibrary gives the id of a card that is gone', async () => {
    const gone = CardId.create(randomUUID()).unwrap();
    outcome = () => ok({ cardId: gone });
    const id = encodeGlobalId('Card', gone.value);
    const { result } = await mutate('removeCardFromLibrary', { cardId: id }, 'card { url } cardId');
    expect(result).toEqual({ __typename: 'RemoveCardFromLibraryPayload', card: null, cardId: id });
  });

  it('addNote gives the card', async () => {
    outcome = () => ok({ cardId });
    const { given } = await mutate('addNote', { text: 'A thought', parentCardId: globalCardId }, 'cardId');
    expect(given).toEqual({ curatorId: adaId, text: 'A thought', parentCardId: cardId });
    await mutate('addNote', { text: 'A thought' }, 'cardId');
    expect(inputs.at(-1)).toEqual({ curatorId: adaId, text: 'A thought', parentCardId: undefined });
  });

  it.each([
    ['follow', bob],
    ['unfollow', bob],
    ['follow', encodeGlobalId('Curator', bob)],
  ])('%s gives the curator, named by %s', async (name, curatorId) => {
    const target = curatorTarget(bobId);
    outcome = () => ok({ target });
    const { result, given } = await mutate(name, { curatorId }, 'curator { handle } collection { id }');
    expect(result).toMatchObject({ curator: { handle: 'bob' }, collection: null });
    expect(given).toEqual({ followerId: adaId, target });
  });

  it('updateProfile tells what is left out from what is emptied', async () => {
    outcome = () => ok({ curatorId: adaId });
    const { result, given } = await mutate(
      'updateProfile',
      { displayName: null, avatarUrl: 'https://example.com/ada.png' },
      'curator { handle }',
    );
    expect(result).toMatchObject({ curator: { handle: 'ada' } });
    expect(given).toEqual({ curatorId: adaId, displayName: null, avatarUrl: 'https://example.com/ada.png' });
    await mutate('updateProfile', { handle: 'countess', avatarUrl: null }, 'curator { handle }');
    expect(inputs.at(-1)).toEqual({ curatorId: adaId, handle: 'countess', avatarUrl: null });
  });

  it('markNotificationsRead gives the count of the unread', async () => {
    outcome = () => ok({ unreadCount: 3 });
    const id = randomUUID();
    const { result, given } = await mutate(
      'markNotificationsRead',
      { notificationIds: [encodeGlobalId('Notification', id)] },
      'unreadCount',
    );
    expect(result).toEqual({ __typename: 'MarkNotificationsReadPayload', unreadCount: 3 });
    expect(given).toEqual({ recipientId: adaId, notificationIds: [id] });
  });

  it('markAllNotificationsRead takes the cursor of a notification', async () => {
    outcome = () => ok({ unreadCount: 0 });
    const upTo = notificationCursorOf(adaId).encode({ seq: 7n, changeId: 3n });
    const { given } = await mutate('markAllNotificationsRead', { upTo }, 'unreadCount');
    expect(given).toEqual({ recipientId: adaId, upTo: { seq: 7n, changeId: 3n } });
    await mutate('markAllNotificationsRead', {}, 'unreadCount');
    expect(inputs.at(-1)).toEqual({ recipientId: adaId, upTo: undefined });
  });
});

describe('a mutation that is refused', () => {
  it.each([
    [
      'addUrlToLibrary',
      { url: 'ftp://example.com' },
      'cardId',
      { kind: 'invalid-url', reason: 'not-http' },
      'InvalidUrlError',
      'INVALID_URL',
      'url',
    ],
    [
      'addUrlToLibrary',
      { url: 'https://example.com', note: '' },
      'cardId',
      { kind: 'invalid-text' },
      'InvalidTextError',
      'INVALID_TEXT',
      'note',
    ],
    [
      'follow',
      { curatorId: ada },
      'curator { did }',
      { kind: 'cannot-follow-oneself' },
      'CannotFollowOneselfError',
      'CANNOT_FOLLOW_ONESELF',
      'curatorId',
    ],
    [
      'updateProfile',
      { handle: '-' },
      'curator { did }',
      { kind: 'invalid-profile', field: 'handle' },
      'InvalidProfileError',
      'INVALID_PROFILE',
      'handle',
    ],
    [
      'updateProfile',
      { handle: 'bob' },
      'curator { did }',
      { kind: 'handle-taken' },
      'HandleTakenError',
      'HANDLE_TAKEN',
      'handle',
    ],
  ] as const)(
    '%s answers %j with an error of its union',
    async (name, input, selection, refusal, typename, code, field) => {
      refused(refusal);
      const { result } = await mutate(name, input, selection);
      expect(result).toEqual({ __typename: typename, code, message: expect.any(String), path: ['input', field] });
    },
  );

  it('says that a card is in the library already, or is not there', async () => {
    refused({ kind: 'already-in-library' });
    expect((await mutate('addCardToLibrary', { cardId: globalCardId }, 'cardId')).result).toMatchObject({
      code: 'ALREADY_IN_LIBRARY',
    });
    refused({ kind: 'card-not-found' });
    expect((await mutate('addCardToLibrary', { cardId: globalCardId }, 'cardId')).result).toMatchObject({
      code: 'CARD_NOT_FOUND',
    });
    refused({ kind: 'not-in-library' });
    expect((await mutate('removeCardFromLibrary', { cardId: globalCardId }, 'cardId')).result).toMatchObject({
      code: 'NOT_IN_LIBRARY',
    });
  });
});

describe('markAllNotificationsRead', () => {
  it.each(['forged', Buffer.from('feed:7').toString('base64url')])('takes no %s for a cursor', async (upTo) => {
    expect((await mutate('markAllNotificationsRead', { upTo }, 'unreadCount')).result).toEqual({
      __typename: 'InvalidCursorError',
      code: 'INVALID_CURSOR',
      message: expect.any(String),
      path: ['input', 'upTo'],
    });
    expect(inputs).toEqual([]);
  });
});

describe('a mutation that is asked for wrongly', () => {
  const addCard = (id: string) => `mutation { addCardToLibrary(input: { cardId: "${id}" }) { __typename } }`;

  it('needs a token', async () => {
    const { status, data, errors } = await send(server, { query: addCard(globalCardId) });
    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(errors).toMatchObject([{ path: ['addCardToLibrary'], extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(inputs).toEqual([]);
  });

  it.each(['forged', encodeGlobalId('Curator', ada), encodeGlobalId('Card', 'no-uuid')])(
    'takes no %s for a card',
    async (id) => {
      const { errors } = await send(server, { query: addCard(id), as: bearer(ada) });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'input.cardId' } }]);
      expect(inputs).toEqual([]);
    },
  );

  it.each([
    ['mutation { addUrlToLibrary(input: { url: "no url" }) { __typename } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'mutation ($input: AddUrlToLibraryInput!) { addUrlToLibrary(input: $input) { __typename } }',
      { input: { url: 'no url' } },
      'BAD_USER_INPUT',
    ],
  ])('takes no URL that is none: %s', async (query, variables, code) => {
    server.logged.length = 0;
    const { status, errors } = await send(server, {
      query,
      variables,
      as: bearer(ada),
      accept: 'application/graphql-response+json',
    });
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ message: expect.stringContaining('Invalid URL'), extensions: { code } }]);
    expect(server.logged).toEqual([]);
  });

  it('takes no more than a page of notifications', async () => {
    const notificationIds = Array.from({ length: 101 }, () => encodeGlobalId('Notification', randomUUID()));
    const query =
      'mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) { __typename } }';
    const { errors } = await send(server, { query, variables: { input: { notificationIds } }, as: bearer(ada) });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'input.notificationIds' } }]);
  });
});
