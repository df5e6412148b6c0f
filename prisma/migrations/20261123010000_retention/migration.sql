-- What finds tombstones that nobody has to be told of any more: retracted long ago, and named by no change that is kept.
-- Partial, so that only retracting pays for it.

CREATE INDEX "feed_activities_retracted_idx" ON "feed_activities" ("retracted_at") WHERE "retracted_at" IS NOT NULL;
CREATE INDEX "feed_changes_removed_idx" ON "feed_changes" ("activity_id") WHERE "op" = 'REMOVED';
CREATE INDEX "notifications_retracted_idx" ON "notifications" ("retracted_at") WHERE "retracted_at" IS NOT NULL;
