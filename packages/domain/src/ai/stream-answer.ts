import { z } from 'zod'
import { abortOnReturn } from './call/abort-on-return.ts'

/** What is told while an answer is made, and the answer. */
export type AnswerEvent<Told, Answer> = Told | ({ type: 'done' } & Answer)

/** The same as a schema: what is told, or the answer marked as `done`. */
export function answerEvent<Told extends z.ZodObject, Shape extends z.ZodRawShape>(
  told: Told,
  answer: z.ZodObject<Shape>,
) {
  return z.union([told, z.object({ type: z.literal('done'), ...answer.shape })])
}

/** Makes an answer, telling what can be told on the way. Ends soon once `signal` aborts. */
export type Making<Told, Answer> = (tell: (event: Told) => void, signal: AbortSignal) => Promise<Answer>

/**
 * Yields what `make` tells, then its answer as `done`. When `signal` aborts or the reader leaves, `make` is aborted, and
 * the stream ends only when `make` has: what it cost is settled then.
 */
export function streamAnswer<Told, Answer extends object>(
  make: Making<Told, Answer>,
  signal?: AbortSignal,
): AsyncGenerator<AnswerEvent<Told, Answer>, void> {
  return abortOnReturn((hangUp) => relay(make, signal ? AbortSignal.any([signal, hangUp]) : hangUp))
}

async function* relay<Told, Answer extends object>(
  make: Making<Told, Answer>,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent<Told, Answer>, void> {
  const told: Told[] = []
  let news = Promise.withResolvers<void>()
  let isOver = false
  const making = make((event) => {
    told.push(event)
    news.resolve()
  }, signal)
  const end = (): void => {
    isOver = true
    news.resolve()
  }
  const ended = making.then(end, end)
  try {
    for (;;) {
      for (let event = told.shift(); event !== undefined; event = told.shift()) yield event
      if (isOver) break
      await news.promise
      news = Promise.withResolvers<void>()
    }
    yield { type: 'done', ...(await making) } as Awaited<AnswerEvent<Told, Answer>>
  } finally {
    await ended
  }
}
