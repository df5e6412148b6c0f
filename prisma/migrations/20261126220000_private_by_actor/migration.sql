-- What some did in a private collection: without walking over what others did there.
CREATE INDEX CONCURRENTLY "feed_activities_private_idx" ON "feed_activities" ("collection_id", "actor_id", "seq" DESC) WHERE "retracted_at" IS NULL AND "audience" = 'VIEWERS';
