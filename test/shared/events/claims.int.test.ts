import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { claimDue, isAnyDue } from '../../../src/shared/infrastructure/events/claims.ts';
import { plansOf } from '../../modules/notifications/plans.ts';
import { createTestDatabase } from '../../support/database.ts';
import { recordingLog } from '../../support/log.ts';

const waiting = 5_000;
const others = ['one', 'other'];

let opened: AsyncDisposableStack;
let database: Database;
beforeAll(async () => {
  opened = new AsyncDisposableStack();
  const { url } = opened.use(await createTestDatabase());
  database = opened.use(new Database({ url, poolSize: 1, logger: recordingLog() }));
  await database.current.$executeRaw`
    INSERT INTO event_deliveries (handler, event_id, available_at)
    SELECT 'held back', gen_random_uuid(), now() - interval '1 h' FROM generate_series(1, ${waiting})
    UNION ALL SELECT handler, gen_random_uuid(), now() - interval '1 min' FROM generate_series(1, 20), unnest(${others}::text[]) handler`;
  await database.current.$executeRaw`ANALYZE event_deliveries`;
});
afterAll(() => opened.disposeAsync());

const claim = { handlers: others, limit: 10, leaseMs: 60_000, claimToken: crypto.randomUUID() };

it('what waits for a handler that is held back is not read for the others', async () => {
  const [asked = '', claimed = ''] = await plansOf(database, 'force_custom_plan', async () => {
    expect(await isAnyDue(database.current, others)).toBe(true);
    expect(await claimDue(database.current, claim)).toHaveLength(10);
  });
  for (const plan of [asked, claimed]) {
    expect(plan).toContain('event_deliveries_due_idx');
    expect(plan).not.toContain('Rows Removed by Filter');
    expect(plan).not.toMatch(/Seq Scan on event_deliveries/);
  }
});
