import { type Issue, minuteMs, priceOf } from '@cronicl/core'
import {
  type MediaFacts,
  type RenderDocument,
  type RenderLimits,
  type Timeline,
  collectSources,
  defaultLimits,
  estimateRender,
  resolveDocument,
  validateDocument,
} from '@cronicl/render'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'

export const renderEstimate = z.object({
  durationMs: z.int(),
  frames: z.int(),
  cpuMs: z.int().describe('Processor time that the render is expected to take'),
  costMicroUsd: z.int(),
})

/** A film's ingredients: where the original of each source lies, by the `src` that names it. */
export type RenderSources = ReadonlyMap<string, RenderSource>

export interface RenderSource {
  key: string
  extension: string
  /** SHA-256 of the original, by which frames that were encoded of it are found again. */
  checksum: string | null
}

export type PreparedRender =
  | {
      ok: true
      document: RenderDocument
      timeline: Timeline
      warnings: Issue[]
      sources: RenderSources
      estimate: z.infer<typeof renderEstimate>
    }
  | { ok: false; issues: Issue[] }

/** Everything that can be said of a document before it is rendered: each mistake at its path, or its timeline and price. */
export async function prepareRender(
  ctx: Pick<DomainContext, 'db' | 'config'>,
  userId: string,
  input: unknown,
): Promise<PreparedRender> {
  const limits = limitsOf(ctx)
  const parsed = validateDocument(input, limits)
  if (!parsed.ok) return parsed
  const { document } = parsed
  const assets = await findSources(ctx, userId, document)
  if (assets.issues.length > 0) return { ok: false, issues: assets.issues }
  const resolved = resolveDocument(document, assets.facts, limits)
  if (!resolved.ok) return resolved
  const { timeline, warnings } = resolved
  const estimate = estimateRender(timeline)
  return {
    ok: true,
    document,
    timeline,
    warnings,
    sources: assets.sources,
    estimate: { ...estimate, costMicroUsd: renderCost(ctx, estimate.durationMs) },
  }
}

function limitsOf({ config }: Pick<DomainContext, 'config'>): RenderLimits {
  const { maxDurationS, maxLongformS } = config.renders
  return { ...defaultLimits, maxDurationMs: maxDurationS * 1_000, maxLongformMs: maxLongformS * 1_000 }
}

/** What a film of this length is metered at. */
export function renderCost(ctx: Pick<DomainContext, 'config'>, durationMs: number): number {
  return priceOf(durationMs / minuteMs, ctx.config.renders.microUsdPerMinute)
}

interface FoundSources {
  facts: Map<string, MediaFacts>
  sources: Map<string, RenderSource>
  issues: Issue[]
}

/** One query for all sources of a document. Somebody else's asset is as missing as one that never was. */
async function findSources(
  ctx: Pick<DomainContext, 'db'>,
  userId: string,
  document: RenderDocument,
): Promise<FoundSources> {
  const found: FoundSources = { facts: new Map(), sources: new Map(), issues: [] }
  const wanted = collectSources(document)
  const rows = await ctx.db.mediaAsset.findMany({
    where: { userId, id: { in: [...new Set(wanted.map((source) => source.src))] } },
    select: {
      id: true,
      type: true,
      status: true,
      facts: true,
      checksum: true,
      variants: { where: { kind: 'original' }, select: { key: true } },
    },
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const { src, path, types } of wanted) {
    const row = byId.get(src)
    const key = row?.variants[0]?.key
    if (!row) found.issues.push({ path, message: missingSource(src) })
    else if (row.status !== 'ready' || !key || !row.facts)
      found.issues.push({ path, message: `The asset ${src} is still being ingested. Wait for its job.` })
    else if (!types.some((type) => type === row.type))
      found.issues.push({ path, message: `The asset ${src} is ${row.type}, not ${types.join(' or ')}.` })
    else {
      found.facts.set(src, row.facts as unknown as MediaFacts)
      found.sources.set(src, { key, extension: key.slice(key.lastIndexOf('.') + 1), checksum: row.checksum })
    }
  }
  return found
}

function missingSource(src: string): string {
  return /^https?:/.test(src)
    ? 'A source must be in the library. Upload the file and use its asset id.'
    : `There is no asset ${src} in your library.`
}
