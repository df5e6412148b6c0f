-- CreateEnum
CREATE TYPE "collection_access" AS ENUM ('OPEN', 'CLOSED');

-- CreateEnum
CREATE TYPE "collection_visibility" AS ENUM ('PUBLIC', 'UNLISTED', 'PRIVATE');

-- CreateEnum
CREATE TYPE "feed_audience" AS ENUM ('EVERYONE', 'COLLECTION_FEED', 'VIEWERS');

-- AlterEnum
ALTER TYPE "feed_activity_kind" ADD VALUE 'CARD_ADDED_TO_COLLECTION';

-- CreateTable
CREATE TABLE "collections" (
    "id" UUID NOT NULL,
    "author_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "access" "collection_access" NOT NULL,
    "visibility" "collection_visibility" NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "collaborators" (
    "collection_id" UUID NOT NULL,
    "curator_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collaborators_pkey" PRIMARY KEY ("collection_id","curator_id")
);

-- CreateTable
CREATE TABLE "collection_cards" (
    "collection_id" UUID NOT NULL,
    "card_id" UUID NOT NULL,
    "added_by" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collection_cards_pkey" PRIMARY KEY ("collection_id","card_id")
);

-- AlterTable
ALTER TABLE "feed_activities" ADD COLUMN     "audience" "feed_audience" NOT NULL DEFAULT 'EVERYONE',
ADD COLUMN     "collection_id" UUID,
ADD COLUMN     "viewers" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "feed_changes" ADD COLUMN     "audience" "feed_audience" NOT NULL DEFAULT 'EVERYONE',
ADD COLUMN     "collection_id" UUID,
ADD COLUMN     "former_audience" "feed_audience",
ADD COLUMN     "former_viewers" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "viewers" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "collections_author_id_created_at_id_idx" ON "collections"("author_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "collaborators_curator_id_idx" ON "collaborators"("curator_id");

-- CreateIndex
CREATE INDEX "collection_cards_collection_id_added_at_card_id_idx" ON "collection_cards"("collection_id", "added_at", "card_id");

-- CreateIndex
CREATE INDEX "collection_cards_card_id_idx" ON "collection_cards"("card_id");

-- AddForeignKey
ALTER TABLE "collections" ADD CONSTRAINT "collections_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collaborators" ADD CONSTRAINT "collaborators_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collaborators" ADD CONSTRAINT "collaborators_curator_id_fkey" FOREIGN KEY ("curator_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_cards" ADD CONSTRAINT "collection_cards_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_cards" ADD CONSTRAINT "collection_cards_card_id_fkey" FOREIGN KEY ("card_id") REFERENCES "cards"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_cards" ADD CONSTRAINT "collection_cards_added_by_fkey" FOREIGN KEY ("added_by") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What schema.prisma cannot say.

-- The feeds that everybody sees read this one: what few may see, however much there is of it, is not in their way.
DROP INDEX "feed_activities_standing_idx";
CREATE INDEX "feed_activities_everyone_idx" ON "feed_activities" ("seq" DESC) WHERE "retracted_at" IS NULL AND "audience" = 'EVERYONE';
CREATE INDEX "feed_activities_collection_idx" ON "feed_activities" ("collection_id", "seq" DESC) WHERE "collection_id" IS NOT NULL AND "retracted_at" IS NULL;

-- As before, and tells of each change whose it is to see.
DROP FUNCTION "sequence_feed_changes"(integer);
CREATE FUNCTION "sequence_feed_changes"(max_rows integer)
RETURNS TABLE ("epoch" uuid, "position" bigint, "op" feed_change_op, "actor_id" text, "activity_id" uuid, "card_id" uuid, "collection_id" uuid,
  "audience" feed_audience, "viewers" text[], "former_audience" feed_audience, "former_viewers" text[], "target_id" text, "following" boolean)
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
    SELECT top."epoch", n."position", n."op", n."actor_id", n."activity_id", n."card_id", n."collection_id",
      n."audience", n."viewers", n."former_audience", n."former_viewers", n."target_id", n."following"
    FROM numbered n ORDER BY n."position";
  GET DIAGNOSTICS numbered_rows = ROW_COUNT;
  IF numbered_rows > 0 THEN
    UPDATE "feed_head" SET "head" = top."head" + numbered_rows;
  END IF;
END $$;
