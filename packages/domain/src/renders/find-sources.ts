import type { Issue } from '@cronicl/core'
import { type MediaFacts, type RenderDocument, type SourceUse, collectSources } from '@cronicl/render'
import type { DomainContext } from '../context.ts'
import type { FetchContext } from './fetch-source.ts'
import { findAddressSources, isAddress } from './find-address-sources.ts'

/** A film's ingredients: where the original of each source lies, by the `src` that names it. */
export type RenderSources = ReadonlyMap<string, RenderSource>

export interface RenderSource {
  key: string
  extension: string
  /** SHA-256 of the original, by which frames that were encoded of it are found again. */
  checksum: string | null
}

export interface FoundSources {
  facts: Map<string, MediaFacts>
  sources: Map<string, RenderSource>
  issues: Issue[]
}

export type FindContext = Pick<DomainContext, 'db'> & FetchContext

/** Every source of a document: assets by their ids, the rest from their addresses. */
export async function findSources(ctx: FindContext, userId: string, document: RenderDocument): Promise<FoundSources> {
  const wanted = collectSources(document)
  const found = await findAssets(
    ctx,
    userId,
    wanted.filter(({ src }) => !isAddress(src)),
  )
  // A document that cannot be rendered anyway sends nobody out.
  if (found.issues.length > 0) return found
  const fetched = await findAddressSources(
    ctx,
    userId,
    wanted.filter(({ src }) => isAddress(src)),
  )
  return {
    facts: new Map([...found.facts, ...fetched.facts]),
    sources: new Map([...found.sources, ...fetched.sources]),
    issues: fetched.issues,
  }
}

/** One query for all assets. Somebody else's asset is as missing as one that never was. */
async function findAssets(
  ctx: Pick<DomainContext, 'db'>,
  userId: string,
  wanted: readonly SourceUse[],
): Promise<FoundSources> {
  const found: FoundSources = { facts: new Map(), sources: new Map(), issues: [] }
  const rows = await ctx.db.mediaAsset.findMany({
    where: { userId, id: { in: [...new Set(wanted.map(({ src }) => src))].filter((src) => /^\w{1,64}$/.test(src)) } },
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
    if (!row) found.issues.push({ path, message: `There is no asset ${src} in your library.` })
    else if (row.status !== 'ready' || !key || !row.facts)
      found.issues.push({ path, message: `The asset ${src} is still being ingested. Wait for its job.` })
    // Captions are kept as files of no medium; whether it is one, its facts say.
    else if (!types.some((type) => type === row.type || (type === 'caption' && row.type === 'other')))
      found.issues.push({ path, message: `The asset ${src} is ${row.type}, not ${types.join(' or ')}.` })
    else {
      found.facts.set(src, row.facts as unknown as MediaFacts)
      found.sources.set(src, { key, extension: key.slice(key.lastIndexOf('.') + 1), checksum: row.checksum })
    }
  }
  return found
}
