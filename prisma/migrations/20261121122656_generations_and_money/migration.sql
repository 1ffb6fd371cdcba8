-- CreateEnum
CREATE TYPE "submission_state" AS ENUM ('intent', 'submitting', 'submitted', 'unknown', 'succeeded', 'failed', 'canceled');

-- CreateEnum
CREATE TYPE "billed" AS ENUM ('no', 'unknown', 'yes');

-- CreateEnum
CREATE TYPE "owner_type" AS ENUM ('script', 'character', 'location', 'theme', 'scene', 'node', 'branch', 'timeline');

-- CreateEnum
CREATE TYPE "attachment_role" AS ENUM ('cover', 'inline', 'gallery', 'reference');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('pending', 'succeeded', 'failed');

-- AlterTable
ALTER TABLE "jobs" ADD COLUMN     "cancel_requested_at" TIMESTAMPTZ(3),
ADD COLUMN     "model" TEXT,
ADD COLUMN     "provider" TEXT,
ADD COLUMN     "timeline_id" TEXT,
ADD COLUMN     "turn" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_entries" ADD COLUMN     "api_key_id" TEXT;

-- CreateTable
CREATE TABLE "submissions" (
    "id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "state" "submission_state" NOT NULL DEFAULT 'intent',
    "settings" JSONB NOT NULL,
    "operation" JSONB,
    "external_id" TEXT,
    "outputs" JSONB,
    "billed" "billed" NOT NULL DEFAULT 'no',
    "cost_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error_message" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "submitting_at" TIMESTAMPTZ(3),
    "submitted_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "submissions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_deliveries" (
    "provider" TEXT NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "submission_id" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "provider_deliveries_pkey" PRIMARY KEY ("provider","delivery_id")
);

-- CreateTable
CREATE TABLE "media_attachments" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "asset_id" TEXT NOT NULL,
    "owner_type" "owner_type" NOT NULL,
    "owner_id" TEXT NOT NULL,
    "role" "attachment_role" NOT NULL,
    "sort_order" INTEGER NOT NULL DEFAULT 0,
    "meta" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "media_attachments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_overrides" (
    "user_id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "limit" BIGINT,
    "note" TEXT NOT NULL DEFAULT '',
    "set_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_overrides_pkey" PRIMARY KEY ("user_id","metric","window")
);

-- CreateTable
CREATE TABLE "usage_warnings" (
    "user_id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "window_start" DATE NOT NULL,
    "used" BIGINT NOT NULL,
    "limit" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_warnings_pkey" PRIMARY KEY ("user_id","metric","window","window_start")
);

-- CreateTable
CREATE TABLE "usage_flags" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "details" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,

    CONSTRAINT "usage_flags_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_endpoints" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "event_types" TEXT[],
    "secret" BYTEA NOT NULL,
    "previous_secret" BYTEA,
    "previous_until" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event_type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "log" JSONB NOT NULL DEFAULT '[]',
    "next_attempt_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "submissions_provider_external_id_idx" ON "submissions"("provider", "external_id");

-- CreateIndex
CREATE INDEX "submissions_state_deadline_at_idx" ON "submissions"("state", "deadline_at");

-- CreateIndex
CREATE UNIQUE INDEX "submissions_job_id_number_key" ON "submissions"("job_id", "number");

-- CreateIndex
CREATE INDEX "provider_deliveries_received_at_idx" ON "provider_deliveries"("received_at");

-- CreateIndex
CREATE INDEX "media_attachments_user_id_owner_type_owner_id_sort_order_idx" ON "media_attachments"("user_id", "owner_type", "owner_id", "sort_order");

-- CreateIndex
CREATE UNIQUE INDEX "media_attachments_asset_id_owner_type_owner_id_role_key" ON "media_attachments"("asset_id", "owner_type", "owner_id", "role");

-- CreateIndex
CREATE INDEX "usage_flags_resolved_at_id_idx" ON "usage_flags"("resolved_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "usage_flags_user_id_kind_day_key" ON "usage_flags"("user_id", "kind", "day");

-- CreateIndex
CREATE INDEX "events_user_id_idx" ON "events"("user_id");

-- CreateIndex
CREATE INDEX "webhook_endpoints_user_id_id_idx" ON "webhook_endpoints"("user_id", "id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_user_id_id_idx" ON "webhook_deliveries"("user_id", "id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_endpoint_id_id_idx" ON "webhook_deliveries"("endpoint_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_endpoint_id_event_id_key" ON "webhook_deliveries"("endpoint_id", "event_id");

-- CreateIndex
CREATE INDEX "jobs_kind_status_turn_idx" ON "jobs"("kind", "status", "turn");

-- CreateIndex
CREATE INDEX "jobs_user_id_kind_status_turn_idx" ON "jobs"("user_id", "kind", "status", "turn");

-- AddForeignKey
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "media_attachments" ADD CONSTRAINT "media_attachments_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "media_attachments" ADD CONSTRAINT "media_attachments_asset_id_fkey" FOREIGN KEY ("asset_id") REFERENCES "media_assets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_overrides" ADD CONSTRAINT "usage_overrides_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_warnings" ADD CONSTRAINT "usage_warnings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_flags" ADD CONSTRAINT "usage_flags_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "events" ADD CONSTRAINT "events_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoints"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say.

-- At most one create of a job may be under way, and so may be paid.
CREATE UNIQUE INDEX "submissions_one_live" ON "submissions" ("job_id")
  WHERE "state" IN ('intent', 'submitting', 'submitted', 'unknown');

-- An owner has one cover.
CREATE UNIQUE INDEX "media_attachments_one_cover" ON "media_attachments" ("owner_type", "owner_id") WHERE "role" = 'cover';
