-- Who keeps an address, in the order of curators: a page of those who are told of it looks at no others. It does what the other did, too.

-- CreateIndex
CREATE INDEX "library_memberships_canonical_url_curator_id_idx" ON "library_memberships"("canonical_url", "curator_id");

-- DropIndex
DROP INDEX "library_memberships_curator_id_canonical_url_idx";
