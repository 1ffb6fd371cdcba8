import type { AnyTRPCRouter } from '@trpc/server'
import type { FastifyRequest } from 'fastify'

/** Queries by GET or mutations by POST, one or a batch, whose input is JSON and whose answers are JSON. */
export interface PlainCall {
  type: 'query' | 'mutation'
  isBatch: boolean
  paths: string[]
  /** JSON of the input; in a batch, of the inputs by index. Null when none was sent. */
  inputText: string | null
}

/**
 * The plain call in a request to `/:path`, or null when it is anything else: a stream, a form, a subscription, another
 * method, a name that is not there, a batch that is too long, anything odd. What is null is tRPC's own adapter's to
 * answer or to refuse, so this has to be right about nothing but ordinary calls.
 */
export function readPlainCall(
  request: FastifyRequest,
  options: { router: AnyTRPCRouter; maxBatchSize: number },
): PlainCall | null {
  const { headers, body } = request
  const type = request.method === 'GET' ? 'query' : request.method === 'POST' ? 'mutation' : null
  if (!type || headers['trpc-accept'] !== undefined || headers.accept?.includes('jsonl')) return null
  const { path } = request.params as { path: string }
  const url = request.raw.url as string
  // The adapter decodes a path once more and reads the address as a URL, which may fail.
  if (path.includes('%') || url.includes('#') || !isUsualHost(headers.host)) return null
  const isJson = isJsonType(headers['content-type'])
  if (type === 'query' ? headers['content-type'] !== undefined && !isJson : !isJson || typeof body !== 'string')
    return null

  const queryAt = url.indexOf('?')
  const query = new URLSearchParams(queryAt === -1 ? '' : url.slice(queryAt + 1))
  if (query.has('connectionParams')) return null
  const isBatch = query.get('batch') === '1'
  const paths = isBatch ? path.split(',') : [path]
  if (isBatch && paths.length > options.maxBatchSize) return null
  const procedures = options.router._def.procedures as Record<string, { _def: { type: string } } | undefined>
  if (!paths.every((name) => Object.hasOwn(procedures, name) && procedures[name]?._def.type === type)) return null

  const inputText = type === 'query' ? query.get('input') : (body as string)
  // fetch, by which the adapter reads bodies, has its own way with byte order marks.
  if (type === 'mutation' && inputText?.startsWith('\uFEFF')) return null
  return { type, isBatch, paths, inputText: inputText || null }
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
