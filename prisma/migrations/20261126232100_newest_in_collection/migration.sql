-- What is newest in a collection is read by feed_activities_of_collection_idx now, as a page of it is.
DROP INDEX CONCURRENTLY IF EXISTS "feed_activities_collection_idx";
