-- AlterTable
ALTER TABLE "cards" ADD COLUMN     "site_name" TEXT;

-- CreateTable
CREATE TABLE "page_metadata" (
    "canonical_url" TEXT NOT NULL,
    "title" TEXT,
    "description" TEXT,
    "image_url" TEXT,
    "site_name" TEXT,
    "reason" TEXT,
    "fetched_at" TIMESTAMPTZ(3),
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "page_metadata_pkey" PRIMARY KEY ("canonical_url")
);

-- CreateIndex
CREATE INDEX "page_metadata_not_before_idx" ON "page_metadata"("not_before");
