import type { FastifyReply } from 'fastify'

/** Aborts when the client goes before it has its whole answer: nobody is worked for any longer. */
export function hangUpSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => reply.raw.writableEnded || gone.abort())
  return gone.signal
}
