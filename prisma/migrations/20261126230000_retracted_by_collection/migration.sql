-- What somebody did with a card in one collection: without walking over what they did with it in others.
CREATE INDEX CONCURRENTLY "feed_activities_card_id_actor_id_collection_id_idx" ON "feed_activities"("card_id", "actor_id", "collection_id");
