import { AppError } from '@cronicl/core'
import { applyMigrations } from '@cronicl/db'
import { installQueue } from '@cronicl/jobs'
import type { Env } from './env.ts'

/** Brings the database to what this version needs. Processes that start together wait for each other. */
export async function prepareDatabase(env: Pick<Env, 'DATABASE_URL'>): Promise<void> {
  try {
    await applyMigrations(env.DATABASE_URL)
    await installQueue(env.DATABASE_URL)
  } catch (cause) {
    const code = (cause as { code?: string }).code
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') {
      throw new AppError(
        'INTERNAL_ERROR',
        `No Postgres answers at DATABASE_URL (${code}). Start it, or leave DATABASE_URL out to use the embedded one.`,
        { cause },
      )
    }
    throw cause
  }
}
