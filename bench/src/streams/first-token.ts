import { request } from 'node:http'
import type { Agent } from 'node:http'
import { monotonicMs } from '@cronicl/core'

export interface StreamCall {
  url: string
  headers: Record<string, string>
  body: string
  /** What the first piece of text looks like on the wire. */
  firstToken: RegExp
  agent: Agent
}

/** Milliseconds from the request to the first piece of text. The stream is read to its end, as a frontend would. */
export function firstTokenMs(call: StreamCall): Promise<number> {
  const started = monotonicMs()
  return new Promise((resolve, reject) => {
    const sent = request(
      call.url,
      { method: 'POST', agent: call.agent, headers: { 'content-type': 'application/json', ...call.headers } },
      (response) => {
        let head = ''
        let tookMs: number | undefined
        response.setEncoding('utf8')
        response.on('data', (text: string) => {
          if (tookMs !== undefined) return
          head += text
          if (call.firstToken.test(head)) tookMs = monotonicMs() - started
        })
        response.on('error', reject)
        response.on('end', () => {
          if (response.statusCode === 200 && tookMs !== undefined) resolve(tookMs)
          else reject(new Error(`${call.url} answered ${response.statusCode}: ${head.slice(0, 500)}`))
        })
      },
    )
    sent.on('error', reject)
    sent.end(call.body)
  })
}
