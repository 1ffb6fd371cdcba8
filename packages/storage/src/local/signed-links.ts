import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { AppError, type Clock, secondMs } from '@cronicl/core'
import type { SignedPut, SignedUrl, SignGetOptions, SignPutOptions } from '../blob-store.ts'
import { linkExpiry } from '../link-lifetime.ts'
import { assertContentType, assertObjectKey } from '../object-key.ts'

/** A parsed query string, as Fastify or `Object.fromEntries(url.searchParams)` gives it. */
export type LinkQuery = Readonly<Record<string, unknown>>

export interface VerifiedGet {
  expiresAt: Date
  downloadName?: string
}

export interface VerifiedPut {
  expiresAt: Date
  contentType: string
  sizeBytes: number
}

interface Claim {
  method: 'GET' | 'PUT'
  key: string
  exp: number
  name?: string | undefined
  type?: string | undefined
  size?: number | undefined
}

/** Links to local objects: everything that a link allows stands in it, under an HMAC, so that no row is needed. */
export class SignedLinks {
  readonly #base: () => string
  readonly #secret: string
  readonly #clock: Clock

  /** @param base address of the API, without a trailing slash, asked at each signature */
  constructor(base: () => string, secret: string, clock: Clock) {
    this.#base = base
    this.#secret = secret
    this.#clock = clock
  }

  signGet(key: string, options: SignGetOptions): SignedUrl {
    const { expiresAt } = linkExpiry(this.#clock, options.expiresInS)
    return { url: this.#url({ method: 'GET', key, exp: toUnixS(expiresAt), name: options.downloadName }), expiresAt }
  }

  signPut(key: string, options: SignPutOptions): SignedPut {
    assertContentType(options.contentType)
    const { expiresAt } = linkExpiry(this.#clock, options.expiresInS)
    const exp = toUnixS(expiresAt)
    const url = this.#url({ method: 'PUT', key, exp, type: options.contentType, size: options.sizeBytes })
    return { url, expiresAt, method: 'PUT', headers: { 'content-type': options.contentType } }
  }

  verifyGet(key: string, query: LinkQuery): VerifiedGet {
    const name = textOf(query.name)
    const expiresAt = this.#verify({ method: 'GET', key, exp: Number(query.exp), name }, query)
    return name === undefined ? { expiresAt } : { expiresAt, downloadName: name }
  }

  verifyPut(key: string, query: LinkQuery, headers: IncomingHttpHeaders): VerifiedPut {
    const contentType = textOf(query.type) ?? ''
    const sizeBytes = Number(query.size)
    const expiresAt = this.#verify(
      { method: 'PUT', key, exp: Number(query.exp), type: contentType, size: sizeBytes },
      query,
    )
    if (headers['content-type'] !== contentType)
      throw new AppError('FORBIDDEN', `This link takes ${contentType} alone.`)
    if (headers['content-length'] !== String(sizeBytes)) {
      throw new AppError('FORBIDDEN', `This link takes exactly ${sizeBytes} bytes, told by a Content-Length header.`)
    }
    return { expiresAt, contentType, sizeBytes }
  }

  #verify(claim: Claim, query: LinkQuery): Date {
    const given = Buffer.from(textOf(query.sig) ?? '', 'base64url')
    const right = this.#mac(claim)
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      throw new AppError('FORBIDDEN', 'This link is not valid. Ask for a new one.')
    }
    const expiresAt = new Date(claim.exp * secondMs)
    if (this.#clock.now() >= expiresAt) throw new AppError('FORBIDDEN', 'This link has expired. Ask for a new one.')
    return expiresAt
  }

  #url(claim: Claim): string {
    assertObjectKey(claim.key)
    const query = new URLSearchParams({ exp: String(claim.exp), sig: this.#mac(claim).toString('base64url') })
    for (const field of ['name', 'type', 'size'] as const)
      if (claim[field] !== undefined) query.set(field, String(claim[field]))
    return `${this.#base()}/files/${claim.key}?${query}`
  }

  #mac({ method, key, exp, name, type, size }: Claim): Buffer {
    // JSON keeps the fields apart whatever they hold; the first one keeps these MACs apart from any other use of the secret.
    const text = JSON.stringify(['cronicl/files/1', method, key, exp, name ?? null, type ?? null, size ?? null])
    return createHmac('sha256', this.#secret).update(text).digest()
  }
}

function toUnixS(at: Date): number {
  return at.getTime() / secondMs
}

/** A parameter that stands more than once in a query is a list, which no link of ours has. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
