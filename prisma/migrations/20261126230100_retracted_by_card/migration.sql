-- The one before does what this did.
DROP INDEX CONCURRENTLY "feed_activities_card_id_actor_id_idx";
