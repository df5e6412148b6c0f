-- AlterEnum
ALTER TYPE "feed_change_op" ADD VALUE 'MUTED';
ALTER TYPE "feed_change_op" ADD VALUE 'UNMUTED';
ALTER TYPE "feed_change_op" ADD VALUE 'BLOCKED';
ALTER TYPE "feed_change_op" ADD VALUE 'UNBLOCKED';

-- CreateTable
CREATE TABLE "mutes" (
    "id" UUID NOT NULL,
    "curator_id" TEXT NOT NULL,
    "muted_id" TEXT,
    "collection_id" UUID,
    "muted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mutes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "blocks" (
    "id" UUID NOT NULL,
    "blocker_id" TEXT NOT NULL,
    "blocked_id" TEXT NOT NULL,
    "blocked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "blocks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "mutes_muted_id_idx" ON "mutes"("muted_id");

-- CreateIndex
CREATE UNIQUE INDEX "mutes_curator_id_muted_id_key" ON "mutes"("curator_id", "muted_id");

-- CreateIndex
CREATE UNIQUE INDEX "mutes_curator_id_collection_id_key" ON "mutes"("curator_id", "collection_id");

-- CreateIndex
CREATE INDEX "blocks_blocked_id_blocker_id_idx" ON "blocks"("blocked_id", "blocker_id");

-- CreateIndex
CREATE UNIQUE INDEX "blocks_blocker_id_blocked_id_key" ON "blocks"("blocker_id", "blocked_id");

-- CreateIndex
CREATE INDEX "follows_follower_id_followed_at_id_idx" ON "follows"("follower_id", "followed_at", "id");

-- CreateIndex
CREATE INDEX "follows_curator_id_followed_at_id_idx" ON "follows"("curator_id", "followed_at", "id");

-- AddForeignKey
ALTER TABLE "mutes" ADD CONSTRAINT "mutes_curator_id_fkey" FOREIGN KEY ("curator_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mutes" ADD CONSTRAINT "mutes_muted_id_fkey" FOREIGN KEY ("muted_id") REFERENCES "curators"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_blocker_id_fkey" FOREIGN KEY ("blocker_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_blocked_id_fkey" FOREIGN KEY ("blocked_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What schema.prisma cannot say.

ALTER TABLE "mutes" ADD CONSTRAINT "mutes_one_target" CHECK (num_nonnulls("muted_id", "collection_id") = 1);
