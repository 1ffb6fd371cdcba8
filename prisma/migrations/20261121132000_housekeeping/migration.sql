-- Housekeeping finds what has outlived its use without reading whole tables; each index holds little but that.
CREATE INDEX "usage_holds_ended" ON "usage_holds" ("ended_at") WHERE "state" <> 'open';
CREATE INDEX "suggestions_undecided" ON "suggestions" ("expires_at") WHERE "status" IN ('proposed', 'expired');
CREATE INDEX "timelines_trashed" ON "timelines" ("trashed_at") WHERE "trashed_at" IS NOT NULL;
CREATE INDEX "story_nodes_deleted" ON "story_nodes" ("updated_at") WHERE "trash_id" = "id";
CREATE INDEX "story_elements_trashed" ON "story_elements" ("trashed_at") WHERE "trashed_at" IS NOT NULL;
