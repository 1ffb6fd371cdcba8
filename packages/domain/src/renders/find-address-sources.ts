import { AppError, type ErrorCode, monotonicMs } from '@cronicl/core'
import type { SourceUse } from '@cronicl/render'
import { keys } from '@cronicl/storage'
import type { DomainContext } from '../context.ts'
import { limitConcurrency } from '../auth/concurrency-limit.ts'
import { type FetchContext, fetchSource } from './fetch-source.ts'
import type { FoundSources } from './find-sources.ts'
import type { SourceRecord } from './source-record.ts'

const atOnce = 4
/** More are a gallery, and belong in the library. */
const maxAddresses = 50

/** What is the document's fault, and is told at the place that names the source. */
const toldAtPath: readonly ErrorCode[] = [
  'VALIDATION_ERROR',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA',
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
]

/** Whether a source is named by an address of any kind, rather than by an asset's id. */
export function isAddress(src: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(src)
}

/**
 * The sources of a document that are named by addresses, each fetched once however often it is used. What cannot be
 * fetched or read is an issue at every place that names it. What one user's addresses take here is bounded.
 */
export async function findAddressSources(
  ctx: FetchContext,
  userId: string,
  wanted: readonly SourceUse[],
): Promise<FoundSources> {
  const found: FoundSources = { facts: new Map(), sources: new Map(), issues: [] }
  const names = new Map(wanted.map((use) => [`${kindOf(use)} ${use.src}`, use]))
  if (names.size === 0) return found
  if (names.size > maxAddresses) {
    const message = `A film takes at most ${maxAddresses} sources by address. Upload the files and use their asset ids.`
    return { ...found, issues: [{ path: wanted[0]?.path ?? [], message }] }
  }
  const gate = limitConcurrency({ running: atOnce, waiting: maxAddresses })
  let roomBytes = await roomOf(ctx, userId)
  // All of them together: somebody waits for the answer.
  const untilMs = monotonicMs() + ctx.config.renders.sources.timeoutMs
  const fetchOne = async (use: SourceUse): Promise<SourceRecord | AppError> => {
    const maxBytes = Math.max(0, Math.min(ctx.config.renders.sources.maxBytes, roomBytes))
    try {
      const timeoutMs = Math.max(1, Math.ceil(untilMs - monotonicMs()))
      const record = await fetchSource(ctx, { userId, url: use.src, kind: kindOf(use), maxBytes, timeoutMs })
      roomBytes -= record.facts.sizeBytes
      return record
    } catch (error) {
      if (!(error instanceof AppError) || !toldAtPath.includes(error.code)) throw error
      ctx.signal?.throwIfAborted()
      if (ctx.isWorker && error.policy.retry) throw error
      return error
    }
  }
  const results = new Map(
    await Promise.all([...names].map(async ([name, use]) => [name, await gate(() => fetchOne(use))] as const)),
  )
  for (const use of wanted) add(found, use, results.get(`${kindOf(use)} ${use.src}`))
  return found
}

function add(found: FoundSources, { src, path, types }: SourceUse, result: SourceRecord | AppError | undefined): void {
  const refuse = (why: string) =>
    found.issues.push({ path, message: `The source ${shown(src)} cannot be used: ${why}` })
  if (result instanceof AppError) refuse(reasonOf(result))
  else if (result) {
    const { facts, key, checksum } = result
    if (!facts.captions && !types.some((type) => type === facts.kind))
      refuse(`it is ${facts.kind}, not ${types.join(' or ')}.`)
    found.facts.set(src, facts)
    found.sources.set(src, { key, extension: 'bin', checksum })
  }
}

function kindOf({ types }: SourceUse): 'media' | 'captions' {
  return types.includes('caption') ? 'captions' : 'media'
}

/** The guarded way tells as an issue what an address must be. */
function reasonOf(error: AppError): string {
  const [issue] = (error.details?.['issues'] ?? []) as { message: string }[]
  return issue?.message ?? error.message
}

/** Without what may be secret: user name, query and fragment. */
function shown(src: string): string {
  const url = URL.parse(src)
  return (url && url.origin !== 'null' ? url.origin + url.pathname : src).slice(0, 200)
}

async function roomOf({ blobs, config }: Pick<DomainContext, 'blobs' | 'config'>, userId: string): Promise<number> {
  let heldBytes = 0
  for await (const { sizeBytes } of blobs.list(keys.sources(userId))) heldBytes += sizeBytes
  return config.renders.sources.maxHeldBytes - heldBytes
}
