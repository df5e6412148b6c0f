-- By which change a notification was last told: what is told late lies below what was read already, and is not read with it. Null where a release
-- from before this one wrote it.
ALTER TABLE "notifications" ADD COLUMN     "told_change_id" BIGINT;
