import { addMs, dayMs } from '@cronicl/core'
import { passingPrefixes } from '@cronicl/storage'
import type { DomainContext } from '../context.ts'

const keptMs = 1 * dayMs
const atOnce = 500

type SweepContext = Pick<DomainContext, 'db' | 'blobs' | 'clock'>

/**
 * Removes objects that only pass through (files that have arrived and are no asset, frames for providers) when they are
 * older than a day and no job that is queued or running names them. Returns how many.
 */
export async function sweepPassingObjects(ctx: SweepContext, signal: AbortSignal): Promise<number> {
  const before = addMs(ctx.clock.now(), -keptMs)
  let swept = 0
  for (const prefix of passingPrefixes) {
    let batch: string[] = []
    for await (const { key, modifiedAt } of ctx.blobs.list(prefix)) {
      signal.throwIfAborted()
      if (modifiedAt < before) batch.push(key)
      if (batch.length < atOnce) continue
      swept += await sweep(ctx, batch)
      batch = []
    }
    swept += await sweep(ctx, batch)
  }
  return swept
}

async function sweep(ctx: SweepContext, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0
  const named = await liveWords(ctx, [...new Set(keys.map(ownerOf))])
  const unused = keys.filter((key) => !named.includes(nameOf(key)))
  if (unused.length > 0) await ctx.blobs.delete(...unused)
  return unused.length
}

/** Everything that live jobs of these users say, in which an object they need is named. */
async function liveWords({ db }: SweepContext, userIds: string[]): Promise<string> {
  const rows = await db.$queryRaw<{ words: string }[]>`
    SELECT concat_ws(' ', j.id, j.input::text, s.ids) AS words
    FROM jobs j LEFT JOIN LATERAL (
      SELECT string_agg(id, ' ') AS ids FROM submissions WHERE job_id = j.id
    ) AS s ON true
    WHERE j.user_id = ANY(${userIds}::text[]) AND j.status IN ('queued', 'running')`
  return rows.map(({ words }) => words).join('\n')
}

/** `…/{userId}/…` stands second in every key. */
function ownerOf(key: string): string {
  return key.split('/')[1] ?? ''
}

/** The id that an object is named after: of an upload, an input, or a submission with the output's number. */
function nameOf(key: string): string {
  const file = key.slice(key.lastIndexOf('/') + 1)
  return /^[a-z]+_[0-9a-z]+/.exec(file)?.[0] ?? file
}
