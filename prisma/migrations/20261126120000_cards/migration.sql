-- AlterEnum
ALTER TYPE "card_type" ADD VALUE 'HIGHLIGHT';

-- AlterTable
ALTER TABLE "cards" ADD COLUMN     "via_card_id" UUID;

-- CreateIndex
CREATE INDEX "cards_via_card_id_idx" ON "cards"("via_card_id");

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_via_card_id_fkey" FOREIGN KEY ("via_card_id") REFERENCES "cards"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- What schema.prisma cannot say.

-- Who saved a card: its feed.
CREATE INDEX "feed_activities_saving_idx" ON "feed_activities" ("card_id", "seq" DESC) WHERE "collection_id" IS NULL AND "retracted_at" IS NULL;
