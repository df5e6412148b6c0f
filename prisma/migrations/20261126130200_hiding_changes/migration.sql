-- What schema.prisma cannot say. In a migration of its own: the new values of an enum are not to be used by the transaction that adds them.

-- Whom a viewer mutes and blocks, and who blocks them, at a position of the log: see PrismaFeedChangeLog.hidingsAt.
CREATE INDEX "feed_changes_hiding_idx" ON "feed_changes" ("actor_id", "id") WHERE "op" IN ('MUTED', 'UNMUTED', 'BLOCKED', 'UNBLOCKED');
CREATE INDEX "feed_changes_blocked_idx" ON "feed_changes" ("target_id", "id") WHERE "op" IN ('BLOCKED', 'UNBLOCKED');
