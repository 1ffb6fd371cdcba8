import { addMs, dayMs } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import type { DomainContext } from '../context.ts'

/** How many of the last renders are looked at, and how many are too few to learn from. */
const lookBack = 50
const leastSamples = 5
/** Farther off than this something else was measured. */
const ratioBounds = { min: 0.05, max: 20 }
const keptMs = 180 * dayMs

export interface Learnt {
  /** What the built-in figures are multiplied by. */
  ratio: number
  /** Renders that say so; 0 where there are too few, and the ratio is 1. */
  samples: number
}

/** What this installation's machines take, in proportion to the built-in figures: the median of its last renders. */
export async function learntRatio({ db }: Pick<DomainContext, 'db'>): Promise<Learnt> {
  const [row] = await db.$queryRaw<{ ratio: number | null; samples: number }[]>`
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY cpu_ms::float8 / estimated_cpu_ms) AS ratio,
      count(*)::int AS samples
    FROM (SELECT cpu_ms, estimated_cpu_ms FROM render_samples ORDER BY created_at DESC, id DESC LIMIT ${lookBack}) AS last`
  if (!row || row.ratio === null || row.samples < leastSamples) return { ratio: 1, samples: 0 }
  return { ratio: Math.min(ratioBounds.max, Math.max(ratioBounds.min, row.ratio)), samples: row.samples }
}

export interface RenderSample {
  jobId: string
  frames: number
  encodedFrames: number
  /** By the built-in figures. */
  estimatedCpuMs: number
  cpuMs: number
}

/** Keeps what a render took, and lets go of what is too old to be asked. Of a transaction. */
export async function keepSample(db: Db, sample: RenderSample, at: Date): Promise<void> {
  const { jobId: id, frames, encodedFrames, ...figures } = sample
  const cpuMs = Math.max(1, Math.round(figures.cpuMs))
  const estimatedCpuMs = Math.max(1, Math.round(figures.estimatedCpuMs))
  await db.renderSample.create({ data: { id, frames, encodedFrames, estimatedCpuMs, cpuMs, createdAt: at } })
  await db.renderSample.deleteMany({ where: { createdAt: { lt: addMs(at, -keptMs) } } })
}
