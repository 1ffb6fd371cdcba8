-- CreateEnum
CREATE TYPE "ai_call_state" AS ENUM ('running', 'succeeded', 'failed');

-- CreateEnum
CREATE TYPE "element_kind" AS ENUM ('script', 'character', 'location', 'theme', 'scene');

-- CreateEnum
CREATE TYPE "revision_state" AS ENUM ('applied', 'undone', 'superseded');

-- CreateEnum
CREATE TYPE "suggestion_status" AS ENUM ('proposed', 'accepted', 'rejected', 'expired');

-- CreateEnum
CREATE TYPE "hold_state" AS ENUM ('open', 'settled', 'released');

-- AlterTable
ALTER TABLE "usage_entries" ADD COLUMN     "call_id" TEXT,
ADD COLUMN     "model" TEXT,
ADD COLUMN     "provider" TEXT,
ADD COLUMN     "timeline_id" TEXT,
ADD COLUMN     "tokens_cached" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "tokens_in" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "tokens_out" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "plan" TEXT NOT NULL DEFAULT 'free';

-- CreateTable
CREATE TABLE "creator_profiles" (
    "user_id" TEXT NOT NULL,
    "style_preferences" TEXT[],
    "favorite_themes" TEXT[],
    "disliked_elements" TEXT[],
    "preferred_tone" TEXT,
    "exploration_ratio" DOUBLE PRECISION NOT NULL DEFAULT 0.3,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "creator_profiles_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "ai_calls" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "procedure" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "state" "ai_call_state" NOT NULL DEFAULT 'running',
    "answer" JSONB,
    "error_code" TEXT,
    "error_message" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ai_calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "timelines" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "settings" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "last_strand" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "trashed_at" TIMESTAMPTZ(3),

    CONSTRAINT "timelines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "story_nodes" (
    "id" TEXT NOT NULL,
    "timeline_id" TEXT NOT NULL,
    "parent_id" TEXT,
    "merged_node_id" TEXT,
    "title" TEXT NOT NULL,
    "content" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL DEFAULT 'scene',
    "position" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "trash_id" TEXT,
    "strand" INTEGER NOT NULL,
    "depth" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "search" tsvector,

    CONSTRAINT "story_nodes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "strands" (
    "timeline_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "lineage_strands" INTEGER[],
    "lineage_depths" INTEGER[],

    CONSTRAINT "strands_pkey" PRIMARY KEY ("timeline_id","number")
);

-- CreateTable
CREATE TABLE "branches" (
    "id" TEXT NOT NULL,
    "timeline_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "head_node_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "branches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "story_elements" (
    "id" TEXT NOT NULL,
    "timeline_id" TEXT NOT NULL,
    "kind" "element_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "fields" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "trashed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "search" tsvector,

    CONSTRAINT "story_elements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "facts" (
    "id" TEXT NOT NULL,
    "timeline_id" TEXT NOT NULL,
    "node_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "attribute" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT,
    "span_start" INTEGER,
    "span_end" INTEGER,
    "strand" INTEGER NOT NULL,
    "depth" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "facts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "revisions" (
    "timeline_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "changes" JSONB NOT NULL,
    "state" "revision_state" NOT NULL DEFAULT 'applied',
    "sealed" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "revisions_pkey" PRIMARY KEY ("timeline_id","number")
);

-- CreateTable
CREATE TABLE "suggestions" (
    "id" TEXT NOT NULL,
    "timeline_id" TEXT NOT NULL,
    "node_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "cost_micro_usd" BIGINT NOT NULL,
    "call_id" TEXT NOT NULL,
    "status" "suggestion_status" NOT NULL DEFAULT 'proposed',
    "accepted_node_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "suggestions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "path_summaries" (
    "timeline_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "node_count" INTEGER NOT NULL,
    "summary" TEXT NOT NULL,
    "tokens" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "path_summaries_pkey" PRIMARY KEY ("timeline_id","hash","prompt")
);

-- CreateTable
CREATE TABLE "usage_counters" (
    "user_id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "window_start" DATE NOT NULL,
    "posted" BIGINT NOT NULL DEFAULT 0,
    "pending" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "usage_counters_pkey" PRIMARY KEY ("user_id","metric","window","window_start")
);

-- CreateTable
CREATE TABLE "usage_holds" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "amounts" JSONB NOT NULL,
    "state" "hold_state" NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "usage_holds_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ai_calls_expires_at_idx" ON "ai_calls"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "ai_calls_user_id_idempotency_key_key" ON "ai_calls"("user_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "timelines_user_id_id_idx" ON "timelines"("user_id", "id");

-- CreateIndex
CREATE INDEX "story_nodes_timeline_id_id_idx" ON "story_nodes"("timeline_id", "id");

-- CreateIndex
CREATE INDEX "story_nodes_parent_id_idx" ON "story_nodes"("parent_id");

-- CreateIndex
CREATE INDEX "story_nodes_timeline_id_trash_id_idx" ON "story_nodes"("timeline_id", "trash_id");

-- CreateIndex
CREATE INDEX "story_nodes_search_idx" ON "story_nodes" USING GIN ("search");

-- CreateIndex
CREATE UNIQUE INDEX "story_nodes_timeline_id_strand_depth_key" ON "story_nodes"("timeline_id", "strand", "depth");

-- CreateIndex
CREATE INDEX "branches_head_node_id_idx" ON "branches"("head_node_id");

-- CreateIndex
CREATE UNIQUE INDEX "branches_timeline_id_name_key" ON "branches"("timeline_id", "name");

-- CreateIndex
CREATE INDEX "story_elements_timeline_id_kind_id_idx" ON "story_elements"("timeline_id", "kind", "id");

-- CreateIndex
CREATE INDEX "story_elements_search_idx" ON "story_elements" USING GIN ("search");

-- CreateIndex
CREATE INDEX "facts_timeline_id_strand_depth_idx" ON "facts"("timeline_id", "strand", "depth");

-- CreateIndex
CREATE UNIQUE INDEX "facts_node_id_key_key" ON "facts"("node_id", "key");

-- CreateIndex
CREATE INDEX "suggestions_timeline_id_status_id_idx" ON "suggestions"("timeline_id", "status", "id");

-- CreateIndex
CREATE INDEX "usage_holds_user_id_state_expires_at_idx" ON "usage_holds"("user_id", "state", "expires_at");

-- AddForeignKey
ALTER TABLE "creator_profiles" ADD CONSTRAINT "creator_profiles_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ai_calls" ADD CONSTRAINT "ai_calls_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "timelines" ADD CONSTRAINT "timelines_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "story_nodes" ADD CONSTRAINT "story_nodes_timeline_id_fkey" FOREIGN KEY ("timeline_id") REFERENCES "timelines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "story_nodes" ADD CONSTRAINT "story_nodes_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "story_nodes"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "strands" ADD CONSTRAINT "strands_timeline_id_fkey" FOREIGN KEY ("timeline_id") REFERENCES "timelines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "branches" ADD CONSTRAINT "branches_timeline_id_fkey" FOREIGN KEY ("timeline_id") REFERENCES "timelines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "branches" ADD CONSTRAINT "branches_head_node_id_fkey" FOREIGN KEY ("head_node_id") REFERENCES "story_nodes"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "story_elements" ADD CONSTRAINT "story_elements_timeline_id_fkey" FOREIGN KEY ("timeline_id") REFERENCES "timelines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "facts" ADD CONSTRAINT "facts_timeline_id_fkey" FOREIGN KEY ("timeline_id") REFERENCES "timelines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "facts" ADD CONSTRAINT "facts_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "story_nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_timeline_id_fkey" FOREIGN KEY ("timeline_id") REFERENCES "timelines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_timeline_id_fkey" FOREIGN KEY ("timeline_id") REFERENCES "timelines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "path_summaries" ADD CONSTRAINT "path_summaries_timeline_id_fkey" FOREIGN KEY ("timeline_id") REFERENCES "timelines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_counters" ADD CONSTRAINT "usage_counters_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_holds" ADD CONSTRAINT "usage_holds_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Full-text search. A story is indexed in the language of its settings; one that Postgres has no dictionary for, and none
-- at all, is indexed word by word.
CREATE FUNCTION story_language(story text) RETURNS regconfig LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT c.oid::regconfig FROM timelines t JOIN pg_ts_config c ON c.cfgname = lower(t.settings ->> 'language')
     WHERE t.id = story AND c.cfgnamespace = 'pg_catalog'::regnamespace),
    'simple'::regconfig)
$$;

CREATE FUNCTION story_node_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  language regconfig := story_language(NEW.timeline_id);
BEGIN
  NEW.search := setweight(to_tsvector(language, NEW.title), 'A') || setweight(to_tsvector(language, NEW.content), 'B');
  RETURN NEW;
END $$;

CREATE TRIGGER story_node_search BEFORE INSERT OR UPDATE OF title, content, search ON story_nodes
  FOR EACH ROW EXECUTE FUNCTION story_node_search();

CREATE FUNCTION story_element_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  language regconfig := story_language(NEW.timeline_id);
BEGIN
  NEW.search := setweight(to_tsvector(language, NEW.name), 'A')
    || setweight(to_tsvector(language, NEW.description), 'B')
    || setweight(jsonb_to_tsvector(language, NEW.fields, '["string"]'), 'C');
  RETURN NEW;
END $$;

CREATE TRIGGER story_element_search BEFORE INSERT OR UPDATE OF name, description, fields, search ON story_elements
  FOR EACH ROW EXECUTE FUNCTION story_element_search();

-- Another language indexes the story anew.
CREATE FUNCTION timeline_language_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE story_nodes SET search = NULL WHERE timeline_id = NEW.id;
  UPDATE story_elements SET search = NULL WHERE timeline_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER timeline_language AFTER UPDATE OF settings ON timelines FOR EACH ROW
  WHEN (OLD.settings ->> 'language' IS DISTINCT FROM NEW.settings ->> 'language')
  EXECUTE FUNCTION timeline_language_changed();
