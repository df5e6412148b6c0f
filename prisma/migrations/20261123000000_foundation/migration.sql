-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "card_type" AS ENUM ('URL', 'NOTE');

-- CreateEnum
CREATE TYPE "feed_activity_kind" AS ENUM ('CARD_ADDED_TO_LIBRARY');

-- CreateEnum
CREATE TYPE "feed_change_op" AS ENUM ('ADDED', 'UPDATED', 'REMOVED', 'AUDIENCE');

-- CreateEnum
CREATE TYPE "notification_kind" AS ENUM ('CARD_SAVED', 'FOLLOWED_YOU', 'FOLLOWED_CURATOR_ADDED');

-- CreateEnum
CREATE TYPE "notification_change_op" AS ENUM ('ADDED', 'UPDATED', 'REMOVED', 'ALL_READ');

-- CreateTable
CREATE TABLE "curators" (
    "id" TEXT NOT NULL,
    "handle" TEXT,
    "display_name" TEXT,
    "description" TEXT,
    "avatar_url" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "curators_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "follows" (
    "id" UUID NOT NULL,
    "follower_id" TEXT NOT NULL,
    "curator_id" TEXT NOT NULL,
    "followed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "follows_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cards" (
    "id" UUID NOT NULL,
    "type" "card_type" NOT NULL,
    "author_id" TEXT NOT NULL,
    "url" TEXT,
    "canonical_url" TEXT,
    "title" TEXT,
    "description" TEXT,
    "image_url" TEXT,
    "text" TEXT,
    "parent_card_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cards_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "library_memberships" (
    "card_id" UUID NOT NULL,
    "curator_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "library_memberships_pkey" PRIMARY KEY ("card_id","curator_id")
);

-- CreateTable
CREATE TABLE "domain_events" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "aggregate_type" TEXT NOT NULL,
    "aggregate_id" TEXT NOT NULL,
    "actor_id" TEXT,
    "correlation_id" UUID NOT NULL,
    "causation_id" UUID,
    "payload" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "domain_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_deliveries" (
    "handler" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "page" INTEGER NOT NULL DEFAULT 0,
    "page_args" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "claim_token" UUID,
    "done_at" TIMESTAMPTZ(3),
    "dead_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "event_deliveries_pkey" PRIMARY KEY ("handler","event_id","page")
);

-- CreateTable
CREATE TABLE "inbox" (
    "handler" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "page" INTEGER NOT NULL,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("handler","event_id","page")
);

-- CreateTable
CREATE TABLE "event_handlers" (
    "handler" TEXT NOT NULL,
    "from_seq" BIGINT NOT NULL,
    "complete_to" BIGINT NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,
    "looked_to" BIGINT NOT NULL,

    CONSTRAINT "event_handlers_pkey" PRIMARY KEY ("handler")
);

-- CreateTable
CREATE TABLE "feed_activities" (
    "id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "kind" "feed_activity_kind" NOT NULL,
    "actor_id" TEXT NOT NULL,
    "card_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retracted_at" TIMESTAMPTZ(3),

    CONSTRAINT "feed_activities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feed_changes" (
    "id" BIGSERIAL NOT NULL,
    "position" BIGINT,
    "op" "feed_change_op" NOT NULL,
    "actor_id" TEXT NOT NULL,
    "activity_id" UUID,
    "card_id" UUID,
    "target_id" TEXT,
    "following" BOOLEAN,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "feed_changes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feed_head" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    "epoch" UUID NOT NULL,
    "head" BIGINT NOT NULL DEFAULT 0,
    "minimum" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "feed_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "recipient_id" TEXT NOT NULL,
    "correlation_id" UUID NOT NULL,
    "kind" "notification_kind" NOT NULL,
    "seq" BIGINT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "card_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "retracted_at" TIMESTAMPTZ(3),
    "change_id" BIGINT NOT NULL,

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_changes" (
    "id" BIGSERIAL NOT NULL,
    "position" BIGINT,
    "op" "notification_change_op" NOT NULL,
    "recipient_id" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_changes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_head" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    "epoch" UUID NOT NULL,
    "head" BIGINT NOT NULL DEFAULT 0,
    "minimum" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "notification_head_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "curators_handle_key" ON "curators"("handle");

-- CreateIndex
CREATE INDEX "follows_curator_id_follower_id_idx" ON "follows"("curator_id", "follower_id");

-- CreateIndex
CREATE UNIQUE INDEX "follows_follower_id_curator_id_key" ON "follows"("follower_id", "curator_id");

-- CreateIndex
CREATE INDEX "cards_canonical_url_author_id_idx" ON "cards"("canonical_url", "author_id");

-- CreateIndex
CREATE INDEX "cards_parent_card_id_idx" ON "cards"("parent_card_id");

-- CreateIndex
CREATE UNIQUE INDEX "cards_author_id_canonical_url_key" ON "cards"("author_id", "canonical_url");

-- CreateIndex
CREATE INDEX "library_memberships_curator_id_added_at_idx" ON "library_memberships"("curator_id", "added_at");

-- CreateIndex
CREATE UNIQUE INDEX "domain_events_seq_key" ON "domain_events"("seq");

-- CreateIndex
CREATE INDEX "domain_events_type_seq_idx" ON "domain_events"("type", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "feed_activities_seq_key" ON "feed_activities"("seq");

-- CreateIndex
CREATE INDEX "feed_activities_actor_id_seq_idx" ON "feed_activities"("actor_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "feed_activities_card_id_actor_id_idx" ON "feed_activities"("card_id", "actor_id");

-- CreateIndex
CREATE UNIQUE INDEX "feed_changes_position_key" ON "feed_changes"("position");

-- CreateIndex
CREATE INDEX "notifications_recipient_id_seq_idx" ON "notifications"("recipient_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "notifications_recipient_id_change_id_idx" ON "notifications"("recipient_id", "change_id");

-- CreateIndex
CREATE INDEX "notifications_change_id_recipient_id_idx" ON "notifications"("change_id", "recipient_id");

-- CreateIndex
CREATE INDEX "notifications_card_id_actor_id_recipient_id_idx" ON "notifications"("card_id", "actor_id", "recipient_id");

-- CreateIndex
CREATE UNIQUE INDEX "notifications_recipient_id_correlation_id_key" ON "notifications"("recipient_id", "correlation_id");

-- CreateIndex
CREATE UNIQUE INDEX "notification_changes_position_key" ON "notification_changes"("position");

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_follower_id_fkey" FOREIGN KEY ("follower_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_curator_id_fkey" FOREIGN KEY ("curator_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_parent_card_id_fkey" FOREIGN KEY ("parent_card_id") REFERENCES "cards"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "library_memberships" ADD CONSTRAINT "library_memberships_card_id_fkey" FOREIGN KEY ("card_id") REFERENCES "cards"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "library_memberships" ADD CONSTRAINT "library_memberships_curator_id_fkey" FOREIGN KEY ("curator_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_activities" ADD CONSTRAINT "feed_activities_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_recipient_id_fkey" FOREIGN KEY ("recipient_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What schema.prisma cannot say.

CREATE INDEX "event_deliveries_undone_idx" ON "event_deliveries" ("available_at") WHERE "done_at" IS NULL AND "dead_at" IS NULL;
CREATE INDEX "event_deliveries_dead_idx" ON "event_deliveries" ("handler", "dead_at") WHERE "dead_at" IS NOT NULL;
CREATE INDEX "feed_activities_standing_idx" ON "feed_activities" ("seq" DESC) WHERE "retracted_at" IS NULL;
CREATE INDEX "feed_changes_unsequenced_idx" ON "feed_changes" ("id") WHERE "position" IS NULL;
CREATE INDEX "feed_changes_audience_idx" ON "feed_changes" ("actor_id", "id") WHERE "op" = 'AUDIENCE';
CREATE INDEX "notification_changes_unsequenced_idx" ON "notification_changes" ("id") WHERE "position" IS NULL;
CREATE INDEX "notification_changes_recipient_idx" ON "notification_changes" ("recipient_id", "position") WHERE "recipient_id" IS NOT NULL;
CREATE INDEX "notifications_unread_idx" ON "notifications" ("recipient_id", "seq" DESC) WHERE "read_at" IS NULL AND "retracted_at" IS NULL;

ALTER TABLE "feed_head" ADD CONSTRAINT "feed_head_single_row" CHECK ("id");
ALTER TABLE "notification_head" ADD CONSTRAINT "notification_head_single_row" CHECK ("id");
INSERT INTO "feed_head" ("epoch") VALUES (gen_random_uuid());
INSERT INTO "notification_head" ("epoch") VALUES (gen_random_uuid());

ALTER TABLE "follows" ADD CONSTRAINT "follows_never_oneself" CHECK ("follower_id" <> "curator_id");
ALTER TABLE "cards" ADD CONSTRAINT "cards_url_has_canonical_url" CHECK (
  CASE WHEN "type" = 'URL' THEN "url" IS NOT NULL AND "canonical_url" IS NOT NULL ELSE "url" IS NULL AND "canonical_url" IS NULL END);

-- The event log is append-only: what was recorded is never rewritten.
CREATE FUNCTION "refuse_to_rewrite_domain_events"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'domain_events is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "domain_events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "domain_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_rewrite_domain_events"();

-- Gives committed changes their positions: dense, in id order among what is committed when it runs.
-- One autocommit call, so that a frozen caller cannot hold the lock; VOLATILE, so that under READ COMMITTED each statement
-- after the lock sees what the previous holder committed.
CREATE FUNCTION "sequence_feed_changes"(max_rows integer)
RETURNS TABLE ("epoch" uuid, "position" bigint, "op" feed_change_op, "actor_id" text, "activity_id" uuid, "card_id" uuid, "target_id" text, "following" boolean)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  top "feed_head"%ROWTYPE;
  numbered_rows bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7262001);
  SELECT * INTO STRICT top FROM "feed_head";
  RETURN QUERY
    WITH due AS (
      SELECT c."id", top."head" + row_number() OVER (ORDER BY c."id") AS next
      FROM (SELECT "id" FROM "feed_changes" WHERE "position" IS NULL ORDER BY "id" LIMIT max_rows) c
    ), numbered AS (
      UPDATE "feed_changes" c SET "position" = due.next FROM due WHERE c."id" = due."id" RETURNING c.*
    )
    SELECT top."epoch", n."position", n."op", n."actor_id", n."activity_id", n."card_id", n."target_id", n."following"
    FROM numbered n ORDER BY n."position";
  GET DIAGNOSTICS numbered_rows = ROW_COUNT;
  IF numbered_rows > 0 THEN
    UPDATE "feed_head" SET "head" = top."head" + numbered_rows;
  END IF;
END $$;

-- The same for the log of notifications.
CREATE FUNCTION "sequence_notification_changes"(max_rows integer)
RETURNS TABLE ("epoch" uuid, "position" bigint, "id" bigint, "op" notification_change_op, "recipient_id" text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  top "notification_head"%ROWTYPE;
  numbered_rows bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7262002);
  SELECT * INTO STRICT top FROM "notification_head";
  RETURN QUERY
    WITH due AS (
      SELECT c."id", top."head" + row_number() OVER (ORDER BY c."id") AS next
      FROM (SELECT "id" FROM "notification_changes" WHERE "position" IS NULL ORDER BY "id" LIMIT max_rows) c
    ), numbered AS (
      UPDATE "notification_changes" c SET "position" = due.next FROM due WHERE c."id" = due."id" RETURNING c.*
    )
    SELECT top."epoch", n."position", n."id", n."op", n."recipient_id" FROM numbered n ORDER BY n."position";
  GET DIAGNOSTICS numbered_rows = ROW_COUNT;
  IF numbered_rows > 0 THEN
    UPDATE "notification_head" SET "head" = top."head" + numbered_rows;
  END IF;
END $$;
