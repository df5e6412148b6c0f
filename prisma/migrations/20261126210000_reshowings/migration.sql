-- AlterEnum
ALTER TYPE "feed_change_op" ADD VALUE 'COLLECTION';

-- AlterTable
ALTER TABLE "feed_changes" ALTER COLUMN "actor_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "feed_reshowings" (
    "collection_id" UUID NOT NULL,
    "before" BIGINT NOT NULL,
    "remaining" BIGINT NOT NULL,
    "audience" "feed_audience" NOT NULL,
    "viewers" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "retracted_at" TIMESTAMPTZ(3),
    "meanwhile_audience" "feed_audience",
    "meanwhile_viewers" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "feed_reshowings_pkey" PRIMARY KEY ("collection_id")
);


-- What schema.prisma cannot say.

-- Who is in both audiences, where that is a list; the narrower of two kinds of audiences is the greater value. Of a list and of who reads the feed of the
-- collection there is no such audience: it is nobody then.
CREATE FUNCTION "viewers_of_both"("one" "feed_audience", "one_viewers" text[], "other" "feed_audience", "other_viewers" text[])
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN "one" = 'VIEWERS' AND "other" = 'VIEWERS' THEN ARRAY(SELECT viewer FROM unnest("one_viewers") viewer WHERE viewer = ANY("other_viewers"))
    WHEN "one" = 'COLLECTION_FEED' OR "other" = 'COLLECTION_FEED' THEN '{}'
    WHEN "one" = 'VIEWERS' THEN "one_viewers"
    ELSE "other_viewers" END
$$;
