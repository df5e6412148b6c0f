-- What gave way to a more specific cause of the same mutation, in a table of its own: releases from before keep one cause of each in the other, and go on.

-- CreateTable
CREATE TABLE "notification_lesser_causes" (
    "recipient_id" TEXT NOT NULL,
    "correlation_id" UUID NOT NULL,
    "kind" "notification_kind" NOT NULL,
    "seq" BIGINT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "card_id" UUID,
    "collection_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_lesser_causes_pkey" PRIMARY KEY ("recipient_id","correlation_id","kind","seq")
);

-- CreateIndex
CREATE INDEX "notification_lesser_causes_card_id_actor_id_recipient_id_idx" ON "notification_lesser_causes"("card_id", "actor_id", "recipient_id");

-- What schema.prisma cannot say, as of notification_causes.
CREATE INDEX "notification_lesser_causes_collection_idx" ON "notification_lesser_causes" ("collection_id", "recipient_id") WHERE "collection_id" IS NOT NULL;
