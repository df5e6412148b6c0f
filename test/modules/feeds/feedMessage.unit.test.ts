import { describe, expect, it } from 'vitest';
import { parseFeedMessage } from '../../../src/modules/feeds/infrastructure/feedMessage.ts';

const epoch = '01900000-0000-7000-8000-000000000001';
const item = {
  position: 1,
  op: 'ADDED',
  actorId: 'ada',
  activityId: 'a',
  cardId: null,
  collectionId: null,
  before: 'NOBODY',
  after: 'EVERYONE',
  now: 'EVERYONE',
};
const shown = {
  ...item,
  op: 'AUDIENCE',
  collectionId: 'c',
  before: 'COLLECTION_FEED',
  after: ['ada', 'bob'],
  now: ['ada'],
};
const audience = { position: 2, op: 'AUDIENCE', actorId: 'ada', targetId: 'bob', following: true };
const updated = { ...shown, op: 'UPDATED', bound: ['ada'] };
const collection = { position: 4, op: 'COLLECTION', collectionId: 'c', audience: ['ada'] };
const hiding = { position: 3, op: 'BLOCKED', actorId: 'ada', targetId: 'bob' };

describe('a message between instances', () => {
  it('is read as it was written', () => {
    const message = { epoch, changes: [item, audience, hiding, shown, updated, collection] };
    expect(parseFeedMessage(JSON.parse(JSON.stringify(message)))).toEqual(message);
  });

  it.each([
    undefined,
    null,
    'not JSON',
    {},
    { epoch, changes: {} },
    { epoch, changes: [{ ...item, position: '1' }] },
    { epoch, changes: [{ ...item, position: 0 }] },
    { epoch, changes: [{ ...item, op: 'HUSHED' }] },
    { epoch, changes: [{ ...item, now: 'FRIENDS' }] },
    { epoch, changes: [{ ...item, after: undefined }] },
    { epoch, changes: [{ ...audience, following: null }] },
    { epoch, changes: [{ ...hiding, targetId: null }] },
    { changes: [item] },
  ])('is not taken for one of ours when it is %j', (message) => {
    expect(parseFeedMessage(message)).toBeUndefined();
  });
});
