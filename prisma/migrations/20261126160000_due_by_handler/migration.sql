-- What is due is claimed handler by handler: a handler that is held back, with whatever waits for it, is not passed over row by row for the others.
CREATE INDEX "event_deliveries_due_idx" ON "event_deliveries" ("handler", "available_at") WHERE "done_at" IS NULL AND "dead_at" IS NULL;
