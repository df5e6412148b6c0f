-- The one before does what this did.
DROP INDEX CONCURRENTLY IF EXISTS "library_memberships_curator_id_canonical_url_idx";
