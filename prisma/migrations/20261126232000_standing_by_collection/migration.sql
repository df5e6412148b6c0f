-- A page of a collection's feed: in an order that no other index has (feedQuery).
CREATE INDEX CONCURRENTLY "feed_activities_of_collection_idx" ON "feed_activities" ("collection_id", "retracted_at", "seq") WHERE "collection_id" IS NOT NULL AND "retracted_at" IS NULL;
