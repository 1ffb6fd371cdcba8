import { type ClientRequest, type IncomingMessage, request } from 'node:http'

export interface ReadStream {
  request: ClientRequest
  response: IncomingMessage
  /** Everything up to and with `part`; the rest is kept. */
  until(part: string): Promise<string>
  /** Everything to the end; throws when the connection is cut. */
  rest(): Promise<string>
  hangUp(): void
}

/** A stream as plain Node reads it: nothing is collected, repeated or hidden. */
export async function readStream(
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ReadStream> {
  const sent = request(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  })
  sent.end(body === undefined ? undefined : JSON.stringify(body))
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  )
  response.setEncoding('utf8')
  const pieces = response[Symbol.asyncIterator]() as AsyncIterator<string>
  let held = ''
  return {
    request: sent,
    response,
    until: async (part) => {
      while (!held.includes(part)) {
        const { done, value } = await pieces.next()
        if (done) throw new Error(`it ended with: ${held}`)
        held += value
      }
      const end = held.indexOf(part) + part.length
      const taken = held.slice(0, end)
      held = held.slice(end)
      return taken
    },
    rest: async () => {
      for (let next = await pieces.next(); !next.done; next = await pieces.next()) held += next.value
      return held
    },
    hangUp: () => sent.destroy(),
  }
}
