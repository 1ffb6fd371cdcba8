import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '@cronicl/core'
import { S3Refusal } from './s3-refusal.ts'

export interface SignedRequest {
  method: string
  /** Path and query as they came over the wire. */
  url: string
  headers: IncomingHttpHeaders
}

export interface SigV4Clocks {
  /** Clients sign their own requests by real time, which no test can turn. */
  requests: Clock
  links: Clock
}

interface Signature {
  credential: string
  signedHeaders: string
  signature: string
  date: string
  payloadHash: string
  /** Of a presigned URL, in seconds. */
  expiresS?: number
}

const maxSkewMs = 15 * 60_000
/** Proxies and clients may add these after the signature. */
const mayBeUnsigned = new Set(['x-amz-user-agent', 'x-amzn-trace-id'])

/**
 * Checks AWS Signature Version 4 of a request: headers or presigned URL, expiry, clock skew.
 * @returns what the signature says of the body: its SHA-256 in hex, or a word such as UNSIGNED-PAYLOAD
 * @throws S3Refusal with S3's own code
 */
export function verifySigV4(
  request: SignedRequest,
  secretOf: (accessKeyId: string) => string | undefined,
  clocks: SigV4Clocks,
): string {
  const [rawPath = '/', rawQuery = ''] = request.url.split('?')
  const query = parseQuery(rawQuery)
  const claim = signatureOf(request.headers, query)
  const [accessKeyId = '', day = '', region = '', service = '', term = ''] = claim.credential.split('/')
  const secret = secretOf(accessKeyId)
  if (secret === undefined) throw new S3Refusal(403, 'InvalidAccessKeyId')
  if (!claim.date.startsWith(day) || service !== 's3' || term !== 'aws4_request')
    throw new S3Refusal(403, 'AccessDenied')
  checkTime(claim, (claim.expiresS === undefined ? clocks.requests : clocks.links).now())
  const names = claim.signedHeaders.split(';')
  checkHeaderNames(names, request.headers)

  const canonical = [
    request.method,
    decode(rawPath).split('/').map(encode).join('/'),
    canonicalQuery(query),
    ...names.map((name) => `${name}:${headerText(request.headers, name)}`),
    '',
    claim.signedHeaders,
    claim.payloadHash,
  ].join('\n')
  const scope = `${day}/${region}/${service}/${term}`
  const key = [day, region, service, term].reduce<string | Buffer>((k, part) => hmac(k, part), `AWS4${secret}`)
  const right = hmac(key, ['AWS4-HMAC-SHA256', claim.date, scope, sha256(canonical)].join('\n'))
  const given = Buffer.from(claim.signature, 'hex')
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new S3Refusal(403, 'SignatureDoesNotMatch')
  return claim.payloadHash
}

function signatureOf(headers: IncomingHttpHeaders, query: readonly (readonly [string, string])[]): Signature {
  const param = (name: string) => query.find(([key]) => key === name)?.[1]
  const signature = param('X-Amz-Signature')
  if (signature !== undefined) {
    return {
      credential: param('X-Amz-Credential') ?? '',
      signedHeaders: param('X-Amz-SignedHeaders') ?? '',
      signature,
      date: param('X-Amz-Date') ?? '',
      payloadHash: param('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
      expiresS: Number(param('X-Amz-Expires')),
    }
  }
  const form = /^AWS4-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/
  const [, credential, signedHeaders, given] = form.exec(headers.authorization ?? '') ?? []
  if (!credential || !signedHeaders || !given) throw new S3Refusal(403, 'AccessDenied')
  const date = headerText(headers, 'x-amz-date')
  return { credential, signedHeaders, signature: given, date, payloadHash: headerText(headers, 'x-amz-content-sha256') }
}

function checkTime({ date, expiresS }: Signature, now: Date): void {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const ageMs = now.getTime() - Date.parse(iso)
  if (Number.isNaN(ageMs)) throw new S3Refusal(403, 'AccessDenied')
  if (expiresS === undefined) {
    if (Math.abs(ageMs) > maxSkewMs) throw new S3Refusal(403, 'RequestTimeTooSkewed')
  } else if (!(expiresS >= 1 && expiresS <= 604_800) || ageMs < -maxSkewMs || ageMs >= expiresS * 1000) {
    throw new S3Refusal(403, 'AccessDenied', 'Request has expired')
  }
}

/** As AWS: the host and every x-amz header that is sent must be under the signature. */
function checkHeaderNames(signed: string[], headers: IncomingHttpHeaders): void {
  const amz = Object.keys(headers).filter((name) => name.startsWith('x-amz') && !mayBeUnsigned.has(name))
  const missing = ['host', ...amz].filter((name) => !signed.includes(name))
  if (missing.length > 0) throw new S3Refusal(403, 'AccessDenied', `Headers not signed: ${missing.join(', ')}`)
}

function canonicalQuery(query: readonly (readonly [string, string])[]): string {
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&')
}

function parseQuery(raw: string): (readonly [string, string])[] {
  const pairs = raw.split('&').filter((pair) => pair !== '')
  return pairs.map((pair) => {
    const [name = '', ...value] = pair.replaceAll('+', ' ').split('=')
    return [decode(name), decode(value.join('='))] as const
  })
}

function headerText(headers: IncomingHttpHeaders, name: string): string {
  return String(headers[name] ?? '')
    .trim()
    .replace(/ +/g, ' ')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Refusal(400, 'InvalidURI')
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
