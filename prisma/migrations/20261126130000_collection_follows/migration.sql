-- CreateTable
CREATE TABLE "collection_follows" (
    "id" UUID NOT NULL,
    "follower_id" TEXT NOT NULL,
    "collection_id" UUID NOT NULL,
    "followed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collection_follows_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "collection_follows_collection_id_follower_id_idx" ON "collection_follows"("collection_id", "follower_id");

-- CreateIndex
CREATE UNIQUE INDEX "collection_follows_follower_id_collection_id_key" ON "collection_follows"("follower_id", "collection_id");

-- AddForeignKey
ALTER TABLE "collection_follows" ADD CONSTRAINT "collection_follows_follower_id_fkey" FOREIGN KEY ("follower_id") REFERENCES "curators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
