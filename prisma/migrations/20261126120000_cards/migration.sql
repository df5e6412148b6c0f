-- AlterEnum
ALTER TYPE "card_type" ADD VALUE 'HIGHLIGHT';

-- Where a word ends is the same in what is searched and in what is searched for: at each sign that is neither letter nor digit. So `example.org/some-page`
-- is found by `page`, and by itself. What is not ASCII is told apart by the parser of full text.
CREATE FUNCTION "search_words"("input" text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate("input", '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32))
$$;

-- No language is known of a card, so no word is stemmed or left out.
CREATE FUNCTION "card_search"("title" text, "text" text, "url" text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.simple'::regconfig,
    public.search_words(coalesce("title", '') || ' ' || coalesce("text", '') || ' ' || coalesce("url", '')))
$$;

-- What somebody looks for, in the syntax of web searches: "a phrase", or, and a minus before what is not to be there. A minus within a word only parts it.
CREATE FUNCTION "card_search_query"("input" text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT websearch_to_tsquery('pg_catalog.simple'::regconfig,
    translate(regexp_replace("input", '(?<=[^\s"])-', ' ', 'g'), '!#$%&''()*+,./:;<=>?@[\]^_`{|}~', repeat(' ', 30)))
$$;

-- AlterTable
ALTER TABLE "cards" ADD COLUMN     "via_card_id" UUID,
ADD COLUMN     "search" tsvector GENERATED ALWAYS AS ("card_search"("title", "text", "url")) STORED;

-- AlterTable
ALTER TABLE "library_memberships" ADD COLUMN     "canonical_url" TEXT;

-- A release that does not know the column writes it all the same.
CREATE FUNCTION "name_url_of_membership"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."canonical_url" := (SELECT "canonical_url" FROM "cards" WHERE "id" = NEW."card_id");
  RETURN NEW;
END $$;
CREATE TRIGGER "library_memberships_name_url" BEFORE INSERT ON "library_memberships"
  FOR EACH ROW EXECUTE FUNCTION "name_url_of_membership"();
UPDATE "library_memberships" m SET "canonical_url" = c."canonical_url" FROM "cards" c WHERE c."id" = m."card_id";

-- CreateIndex
CREATE INDEX "cards_via_card_id_idx" ON "cards"("via_card_id");

-- CreateIndex
-- Without a list of what is still to be entered: each search would have to read it, and every so often somebody who saves a card would have to enter it all.
CREATE INDEX "cards_search_idx" ON "cards" USING GIN ("search") WITH (fastupdate = off);

-- CreateIndex
CREATE INDEX "library_memberships_canonical_url_added_at_curator_id_idx" ON "library_memberships"("canonical_url", "added_at", "curator_id");

-- CreateIndex
CREATE INDEX "library_memberships_curator_id_canonical_url_idx" ON "library_memberships"("curator_id", "canonical_url");

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_via_card_id_fkey" FOREIGN KEY ("via_card_id") REFERENCES "cards"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- What schema.prisma cannot say.

-- Who saved a card: its feed, whose order begins with the collection, of which there is none (see feedQuery.ts).
CREATE INDEX "feed_activities_saving_idx" ON "feed_activities" ("card_id", "collection_id", "seq") WHERE "collection_id" IS NULL AND "retracted_at" IS NULL;
