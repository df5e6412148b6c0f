-- The ones before do what this did.
DROP INDEX CONCURRENTLY IF EXISTS "notification_causes_card_id_actor_id_recipient_id_idx";
