-- Pages of what a curator did, and of whom one follows, read what everybody is shown: what is in private collections, or was taken back, is not in their way.
CREATE INDEX "feed_activities_actor_everyone_idx" ON "feed_activities" ("actor_id", "seq" DESC) WHERE "retracted_at" IS NULL AND "audience" = 'EVERYONE';
DROP INDEX "feed_activities_actor_id_seq_idx";
