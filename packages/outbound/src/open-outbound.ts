import { AppError } from '@cronicl/core'
import type { Answering, Way } from './ask-once.ts'
import { assertPublicUrl } from './assert-public-url.ts'
import type { Outbound, OutboundAnswer, OutboundRequest } from './contract.ts'
import { openDeadline } from './deadline.ts'
import { followRedirects } from './follow-redirects.ts'
import { limitBody } from './limit-body.ts'
import { badAnswer, badStatus, tooSlow } from './outbound-errors.ts'
import { saveBody } from './save-body.ts'

type Read<T> = (answer: Answering, bytes: AsyncIterable<Uint8Array>) => Promise<T>

/** The guarded way out, with its resolver and its trusted certificates as arguments; createOutbound says which. */
export function openOutbound(way: Omit<Way, 'signal'>): Outbound {
  const closing = new AbortController()
  const underWay = new Set<Promise<unknown>>()

  async function ask<T>(url: string, request: OutboundRequest, read: Read<T>): Promise<T> {
    const { method = 'GET', redirects = method === 'GET' ? 3 : 0 } = request
    const rules = { allow: way.allow, redirects, ...(request.hosts ? { hosts: request.hosts } : {}) }
    const first = {
      url: assertPublicUrl(url, rules),
      method,
      headers: request.headers ?? {},
      body: request.body ?? null,
    }
    using deadline = openDeadline({
      timeoutMs: request.timeoutMs,
      late: () => tooSlow(first.url),
      signals: [request.signal, closing.signal],
    })
    const { signal } = deadline
    await using answer = await followRedirects(first, rules, { ...way, signal })
    return await read(answer, limitBody(answer, { maxBytes: request.maxBytes, signal }))
  }

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work)
    const forget = () => underWay.delete(work)
    work.then(forget, forget)
    return work
  }

  return {
    download: (url, path, request) =>
      track(
        ask(url, request, async (answer, bytes) => {
          if (answer.status < 200 || answer.status > 299) throw badStatus(answer.url, answer.status)
          if (!/^(?:identity)?$/i.test(answer.headers.get('content-encoding') ?? ''))
            throw badAnswer(answer.url, 'answered in an encoding that was not asked for')
          return { ...describe(answer), sizeBytes: await saveBody(bytes, path) }
        }),
      ),
    exchange: (url, request) =>
      track(ask(url, request, async (answer, bytes) => ({ ...describe(answer), body: await gather(bytes) }))),
    close: async () => {
      closing.abort(new AppError('UPSTREAM_ERROR', 'The request was given up because this process is ending.'))
      await Promise.allSettled(underWay)
    },
  }
}

function describe({ url, status, headers }: Answering): OutboundAnswer {
  const contentType = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  return { url: url.href, status, headers, contentType: contentType || null }
}

async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
