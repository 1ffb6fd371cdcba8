import { defineConfig } from 'prisma/config'

// Prisma's own command line; the house authors and applies migrations by packages/db/src/migrate.
export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost:5432/cronicl' },
})
