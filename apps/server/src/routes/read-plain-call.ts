import type { AnyTRPCRouter } from '@trpc/server'
import type { FastifyRequest } from 'fastify'

/**
 * Queries by GET or mutations by POST, one or a batch, whose input is JSON and whose answers are JSON; or one
 * subscription by either, whose input is JSON.
 */
export interface PlainCall {
  type: 'query' | 'mutation' | 'subscription'
  isBatch: boolean
  paths: string[]
  /** JSON of the input; in a batch, of the inputs by index. Null when none was sent. */
  inputText: string | null
  /** Of the event after which a subscription shall go on. */
  lastEventId: string | null
}

/**
 * The plain call in a request to `/:path`, or null when it is anything else: a stream, a form, another method, a
 * name that is not there, a batch that is too long, anything odd. What is null is tRPC's own adapter's to
 * answer or to refuse, so this has to be right about nothing but ordinary calls.
 */
export function readPlainCall(
  request: FastifyRequest,
  options: { router: AnyTRPCRouter; maxBatchSize: number },
): PlainCall | null {
  const { headers, body } = request
  const { method } = request
  if (
    (method !== 'GET' && method !== 'POST') ||
    headers['trpc-accept'] !== undefined ||
    headers.accept?.includes('jsonl')
  )
    return null
  const { path } = request.params as { path: string }
  const url = request.raw.url as string
  // The adapter decodes a path once more and reads the address as a URL, which may fail.
  if (path.includes('%') || url.includes('#') || !isUsualHost(headers.host)) return null
  const isJson = isJsonType(headers['content-type'])
  if (method === 'GET' ? headers['content-type'] !== undefined && !isJson : !isJson || typeof body !== 'string')
    return null

  const queryAt = url.indexOf('?')
  const query = new URLSearchParams(queryAt === -1 ? '' : url.slice(queryAt + 1))
  if (query.has('connectionParams')) return null
  const isBatch = query.get('batch') === '1'
  const paths = isBatch ? path.split(',') : [path]
  if (isBatch && paths.length > options.maxBatchSize) return null
  const type = typeOf(paths, options.router)
  if (!type || (type === 'subscription' ? isBatch : type !== (method === 'GET' ? 'query' : 'mutation'))) return null

  const inputText = method === 'GET' ? query.get('input') : (body as string)
  // fetch, by which the adapter reads bodies, has its own way with byte order marks.
  if (method === 'POST' && inputText?.startsWith('\uFEFF')) return null
  const lastEventId = type === 'subscription' ? lastEventIdOf(request, query) : null
  return { type, isBatch, paths, inputText: inputText || null, lastEventId }
}

/** What all of these procedures are; null if one of them is not there or they differ. */
function typeOf(paths: string[], router: AnyTRPCRouter): PlainCall['type'] | null {
  const procedures = router._def.procedures as Record<string, { _def: { type: PlainCall['type'] } } | undefined>
  let type: PlainCall['type'] | null = null
  for (const name of paths) {
    const found = Object.hasOwn(procedures, name) ? procedures[name]?._def.type : undefined
    if (!found || (type && found !== type)) return null
    type = found
  }
  return type
}

function lastEventIdOf({ headers }: FastifyRequest, query: URLSearchParams): string | null {
  const fromHeader = headers['last-event-id']
  return typeof fromHeader === 'string' ? fromHeader : (query.get('lastEventId') ?? query.get('Last-Event-Id'))
}

function isJsonType(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true
  return contentType?.toLowerCase().split(';', 1)[0]?.trim() === 'application/json'
}

/** The host that the last requests were sent to: nearly all name the same one, and parsing it each time costs. */
let usualHost: string | undefined

function isUsualHost(host: string | undefined): boolean {
  if (host === usualHost) return true
  if (!URL.canParse(`http://${host}`)) return false
  usualHost = host
  return true
}
