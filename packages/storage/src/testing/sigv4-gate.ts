import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Readable, Transform } from 'node:stream'
import { type Clock, systemClock } from '@cronicl/core'
import { S3Refusal } from './s3-refusal.ts'
import { verifySigV4 } from './sigv4.ts'

/** Answers a request whose signature is right. `body` fails where it is not the body that was signed: commit at its end only. */
export type S3Handler = (req: IncomingMessage, res: ServerResponse, body: Readable) => Promise<void>

export interface SigV4GateOptions {
  accessKeyId: string
  secretAccessKey: string
  /** Judges whether links have expired. */
  clock: Clock
  handler: S3Handler
  /** 0, the default, takes a free one. */
  port?: number
}

/** Headers that a page of another origin may need; what real buckets allow by their CORS configuration. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, PUT, POST, DELETE',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': 'etag, content-range, content-length',
}

/** A loopback server that lets only rightly signed S3 requests through, streaming their bodies and hashing as they pass. */
export async function startSigV4Gate(options: SigV4GateOptions): Promise<{ url: string; close: () => Promise<void> }> {
  const secretOf = (id: string) => (id === options.accessKeyId ? options.secretAccessKey : undefined)
  const pass = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(cors)) res.setHeader(name, value)
    if (req.method === 'OPTIONS') {
      res.writeHead(204).end()
      return
    }
    const signed = { method: req.method ?? 'GET', url: req.url ?? '/', headers: req.headers }
    const payloadHash = verifySigV4(signed, secretOf, { requests: systemClock, links: options.clock })
    await options.handler(req, res, checkedBody(req, payloadHash))
  }
  const underWay = new Set<Promise<void>>()
  const server = createServer((req, res) => {
    const answered = pass(req, res)
      .catch((error: unknown) => refuse(req, res, error))
      .finally(() => underWay.delete(answered))
    underWay.add(answered)
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      // A handler outlives its connection by a moment, and may still be writing.
      await Promise.all(underWay)
    },
  }
}

function checkedBody(req: IncomingMessage, payloadHash: string): Readable {
  const md5 = req.headers['content-md5']
  const isHash = /^[0-9a-f]{64}$/.test(payloadHash)
  if (!isHash && payloadHash !== 'UNSIGNED-PAYLOAD') throw new S3Refusal(501, 'NotImplemented', 'Signed chunks')
  if (!isHash && md5 === undefined) return req
  const sha = createHash('sha256')
  const digest = createHash('md5')
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (isHash) sha.update(chunk)
      if (md5 !== undefined) digest.update(chunk)
      done(null, chunk)
    },
    flush(done) {
      if (isHash && sha.digest('hex') !== payloadHash) done(new S3Refusal(400, 'XAmzContentSHA256Mismatch'))
      else if (md5 !== undefined && digest.digest('base64') !== md5) done(new S3Refusal(400, 'BadDigest'))
      else done()
    },
  })
  req.once('error', (error) => check.destroy(error))
  // Who reads the body hears of it as well; a body that nobody reads must not end the process.
  check.on('error', () => {})
  check.once('close', () => req.unpipe(check))
  return req.pipe(check)
}

function refuse(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  if (res.headersSent) {
    res.destroy()
    return
  }
  const { status, code, message } =
    error instanceof S3Refusal ? error : new S3Refusal(500, 'InternalError', String(error))
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeText(message)}</Message></Error>`
  // What the client still sends is not waited for.
  res.writeHead(status, { 'content-type': 'application/xml', connection: 'close' })
  res.end(req.method === 'HEAD' ? '' : xml)
  req.resume()
}

function escapeText(text: string): string {
  return text.replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`)
}
