-- All that was told of a card, in the order of recipients: it is taken back in pages once the card is gone.
CREATE INDEX CONCURRENTLY "notification_causes_card_id_recipient_id_idx" ON "notification_causes"("card_id", "recipient_id");
