import { z } from 'zod';
import { query } from '../../../support/databaseServer.ts';

const ms = z.date().transform((date) => date.getTime());
const number = z.string().transform(Number);

const feedChange = z.object({
  position: number.nullable(),
  op: z.enum(['ADDED', 'UPDATED', 'REMOVED', 'AUDIENCE']),
  actor: z.string(),
  activity: z.string().nullable(),
  target: z.string().nullable(),
  following: z.boolean().nullable(),
  /** The address of the card that was saved: from the event, the card may be gone. */
  url: z.string().nullable(),
  at: ms,
});
const notificationChange = z.object({
  position: number.nullable(),
  op: z.string(),
  recipient: z.string().nullable(),
  at: ms,
});
const notification = z.object({ id: z.string(), recipient: z.string(), position: number.nullable() });
const cause = z.object({
  /** Of its notification. */
  id: z.string(),
  recipient: z.string(),
  actor: z.string(),
  kind: z.string(),
  card: z.string().nullable(),
  correlation: z.string(),
});
const save = z.object({ actor: z.string(), card: z.string(), url: z.string(), correlation: z.string() });
const follow = z.object({ follower: z.string(), target: z.string() });
const activity = z.object({ id: z.string(), actor: z.string(), card: z.string(), retracted: z.boolean() });
const delivery = z.object({
  key: z.string(),
  isDone: z.boolean(),
  isDead: z.boolean(),
  error: z.string().nullable(),
  /** When its event was committed, about; null if no clock but the instance's own says so. */
  dueAt: ms.nullable(),
  doneAt: ms.nullable(),
});

export type FeedChangeRow = z.infer<typeof feedChange>;

/** Whether every event has the deliveries that others of its type have, every delivery is done or dead, and every change has its position. */
export async function isQuiet(databaseUrl: string): Promise<boolean> {
  const sql = `SELECT NOT EXISTS (
        SELECT FROM domain_events e JOIN (
          SELECT DISTINCT known.type, d.handler FROM event_deliveries d JOIN domain_events known ON known.id = d.event_id
        ) heard ON heard.type = e.type
        WHERE NOT EXISTS (SELECT FROM event_deliveries d WHERE d.event_id = e.id AND d.handler = heard.handler))
      AND NOT EXISTS (SELECT FROM event_deliveries WHERE done_at IS NULL AND dead_at IS NULL)
      AND NOT EXISTS (SELECT FROM feed_changes WHERE position IS NULL)
      AND NOT EXISTS (SELECT FROM notification_changes WHERE position IS NULL) AS "isQuiet"`;
  return z.tuple([z.object({ isQuiet: z.boolean() })]).parse(await query(databaseUrl, sql))[0].isQuiet;
}

/** What the database has, which is what happened. */
export async function readTruth(databaseUrl: string) {
  const rows = async <T extends z.ZodType>(schema: T, sql: string): Promise<z.infer<T>[]> =>
    z.array(schema).parse(await query(databaseUrl, sql));

  return {
    feedChanges: await rows(
      feedChange,
      `SELECT c.position, c.op, c.actor_id AS actor, c.activity_id AS activity, c.target_id AS target, c.following,
         e.payload->>'url' AS url, c.changed_at AS at
       FROM feed_changes c LEFT JOIN domain_events e ON e.id = c.activity_id ORDER BY c.position, c.id`,
    ),
    activities: await rows(
      activity,
      `SELECT id, actor_id AS actor, card_id AS card, retracted_at IS NOT NULL AS retracted FROM feed_activities`,
    ),
    notificationChanges: await rows(
      notificationChange,
      `SELECT position, op, recipient_id AS recipient, changed_at AS at FROM notification_changes ORDER BY position, id`,
    ),
    notifications: await rows(
      notification,
      `SELECT n.id, n.recipient_id AS recipient, c.position
       FROM notifications n LEFT JOIN notification_changes c ON c.id = n.change_id`,
    ),
    /** What recipients were told and was not taken back. */
    causes: await rows(
      cause,
      `SELECT notification_id AS id, recipient_id AS recipient, actor_id AS actor, kind, card_id AS card, correlation_id AS correlation
       FROM notification_causes`,
    ),
    /** Notifications that are not what their causes come to. */
    drifted: await rows(
      z.object({ id: z.string(), recipient: z.string() }),
      `SELECT n.id, n.recipient_id AS recipient FROM notifications n CROSS JOIN LATERAL (
         SELECT count(DISTINCT actor_id) AS actors, max(seq) AS newest FROM notification_causes c WHERE c.notification_id = n.id
       ) caused
       WHERE n.actor_count <> caused.actors OR (n.retracted_at IS NULL) <> (caused.actors > 0)
         OR caused.actors > 0 AND n.seq <> caused.newest`,
    ),
    /** What stands. */
    saves: await rows(
      save,
      `SELECT m.curator_id AS actor, m.card_id AS card, coalesce(c.url, '') AS url, e.correlation_id AS correlation
       FROM library_memberships m JOIN cards c ON c.id = m.card_id
       JOIN feed_activities a ON a.card_id = m.card_id AND a.actor_id = m.curator_id AND a.retracted_at IS NULL
       JOIN domain_events e ON e.id = a.id`,
    ),
    memberships: await rows(
      z.object({ actor: z.string(), card: z.string() }),
      `SELECT curator_id AS actor, card_id AS card FROM library_memberships`,
    ),
    follows: await rows(follow, `SELECT follower_id AS follower, curator_id AS target FROM follows`),
    deliveries: await rows(
      delivery,
      `SELECT d.handler || ' ' || d.event_id || ' ' || d.page AS key, d.done_at IS NOT NULL AS "isDone", d.dead_at IS NOT NULL AS "isDead",
         d.last_error AS error, d.done_at AS "doneAt", c.changed_at AS "dueAt"
       FROM event_deliveries d LEFT JOIN feed_changes c ON c.activity_id = d.event_id AND c.op = 'ADDED'`,
    ),
    headOf: {
      feeds: (await rows(z.object({ head: number }), 'SELECT head FROM feed_head'))[0]?.head,
      notifications: (await rows(z.object({ head: number }), 'SELECT head FROM notification_head'))[0]?.head,
    },
  };
}

export type Truth = Awaited<ReturnType<typeof readTruth>>;
