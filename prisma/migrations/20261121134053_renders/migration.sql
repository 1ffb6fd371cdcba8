-- CreateTable
CREATE TABLE "render_templates" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "render_templates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "render_template_versions" (
    "template_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "render_template_versions_pkey" PRIMARY KEY ("template_id","version")
);

-- CreateTable
CREATE TABLE "render_samples" (
    "id" TEXT NOT NULL,
    "frames" INTEGER NOT NULL,
    "encoded_frames" INTEGER NOT NULL,
    "estimated_cpu_ms" INTEGER NOT NULL,
    "cpu_ms" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "render_samples_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "render_templates_user_id_id_idx" ON "render_templates"("user_id", "id");

-- CreateIndex
CREATE INDEX "render_samples_created_at_idx" ON "render_samples"("created_at");

-- AddForeignKey
ALTER TABLE "render_templates" ADD CONSTRAINT "render_templates_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "render_template_versions" ADD CONSTRAINT "render_template_versions_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "render_templates"("id") ON DELETE CASCADE ON UPDATE CASCADE;
