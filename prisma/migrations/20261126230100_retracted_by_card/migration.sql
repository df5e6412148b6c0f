-- The one before does what this did.
DROP INDEX CONCURRENTLY IF EXISTS "feed_activities_card_id_actor_id_idx";
