-- What schema.prisma cannot say. What somebody did with a card in one collection: without walking over what they did with it in others.
CREATE INDEX CONCURRENTLY "notification_lesser_causes_collected_idx" ON "notification_lesser_causes" ("card_id", "actor_id", "collection_id", "recipient_id") WHERE "collection_id" IS NOT NULL;
