-- A notification is a group of causes from now on. Releases from before go on beside this one: what they write is a group of one that
-- nothing joins, since its subject is its own.

-- AlterEnum
ALTER TYPE "notification_kind" ADD VALUE 'YOUR_CARD_COLLECTED';
ALTER TYPE "notification_kind" ADD VALUE 'CARD_ADDED_TO_YOUR_COLLECTION';
ALTER TYPE "notification_kind" ADD VALUE 'FOLLOWED_YOUR_COLLECTION';
ALTER TYPE "notification_kind" ADD VALUE 'COLLABORATOR_ADDED';
ALTER TYPE "notification_kind" ADD VALUE 'FOLLOWED_COLLECTION_ADDED';

-- AlterTable
ALTER TABLE "notifications" ADD COLUMN     "actor_count" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "collection_id" UUID,
ADD COLUMN     "seen_at" TIMESTAMPTZ(3),
ADD COLUMN     "subject" UUID NOT NULL DEFAULT gen_random_uuid(),
ALTER COLUMN "correlation_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "notification_causes" (
    "recipient_id" TEXT NOT NULL,
    "correlation_id" UUID NOT NULL,
    "notification_id" UUID NOT NULL,
    "kind" "notification_kind" NOT NULL,
    "seq" BIGINT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "card_id" UUID,
    "collection_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_causes_pkey" PRIMARY KEY ("recipient_id","correlation_id")
);

-- CreateTable
CREATE TABLE "notification_preferences" (
    "curator_id" TEXT NOT NULL,
    "kind" "notification_kind" NOT NULL,
    "is_on" BOOLEAN NOT NULL,

    CONSTRAINT "notification_preferences_pkey" PRIMARY KEY ("curator_id","kind")
);

-- What was told before is caused by what it names, and was seen if it was read.
INSERT INTO "notification_causes" ("recipient_id", "correlation_id", "notification_id", "kind", "seq", "actor_id", "card_id", "created_at")
SELECT "recipient_id", "correlation_id", "id", "kind", "seq", "actor_id", "card_id", "created_at" FROM "notifications" WHERE "retracted_at" IS NULL;
UPDATE "notifications" SET "seen_at" = "read_at" WHERE "read_at" IS NOT NULL;

-- DropIndex
DROP INDEX "notifications_card_id_actor_id_recipient_id_idx";

-- CreateIndex
CREATE INDEX "notification_causes_notification_id_seq_idx" ON "notification_causes"("notification_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "notification_causes_notification_id_actor_id_seq_idx" ON "notification_causes"("notification_id", "actor_id", "seq");

-- CreateIndex
CREATE INDEX "notification_causes_card_id_actor_id_recipient_id_idx" ON "notification_causes"("card_id", "actor_id", "recipient_id");

-- AddForeignKey
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_curator_id_fkey" FOREIGN KEY ("curator_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What schema.prisma cannot say.

-- While it is unread there is one for a recipient, kind and subject: what comes joins it.
CREATE UNIQUE INDEX "notifications_open_key" ON "notifications" ("recipient_id", "kind", "subject") WHERE "read_at" IS NULL AND "retracted_at" IS NULL;
-- Whom a collection that they may not see any more was told to.
CREATE INDEX "notification_causes_collection_idx" ON "notification_causes" ("collection_id", "recipient_id") WHERE "collection_id" IS NOT NULL;
