-- What schema.prisma cannot say. What somebody did with a card in no collection, and with no card, in the order of recipients.
CREATE INDEX CONCURRENTLY "notification_causes_saved_idx" ON "notification_causes" ("card_id", "actor_id", "recipient_id") WHERE "collection_id" IS NULL;
