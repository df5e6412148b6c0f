-- Who keeps an address, in the order of curators: a page of those who are told of it looks at no others.
CREATE INDEX CONCURRENTLY "library_memberships_canonical_url_curator_id_idx" ON "library_memberships"("canonical_url", "curator_id");
