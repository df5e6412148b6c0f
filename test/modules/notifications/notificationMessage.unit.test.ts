import { expect, it } from 'vitest';
import { parseNotificationMessage } from '../../../src/modules/notifications/infrastructure/notificationMessage.ts';

const epoch = '01900000-0000-4000-8000-000000000001';
const change = { position: 1, changeId: '9223372036854775807', op: 'ADDED', recipientId: null };

it('reads what is sent, through JSON', () => {
  const sequenced = {
    epoch,
    changes: [change, { ...change, position: 2, op: 'ALL_READ', recipientId: 'did:plc:ada' }],
  };
  expect(parseNotificationMessage(JSON.parse(JSON.stringify(sequenced)))).toEqual(sequenced);
});

it.each([
  'text',
  null,
  {},
  { epoch: 'now', changes: [] },
  { epoch, changes: [{ ...change, position: 0 }] },
  { epoch, changes: [{ ...change, position: 1.5 }] },
  { epoch, changes: [{ ...change, changeId: '1; --' }] },
  { epoch, changes: [{ ...change, op: 'MERGED' }] },
])('refuses %j', (message) => {
  expect(parseNotificationMessage(message)).toBeUndefined();
});
