import { AppError } from '@cronicl/core'
import type { AiContext } from './ai-context.ts'
import { callStructured } from './call/call-structured.ts'
import type { CallUsage, StructuredCall } from './call/call-types.ts'
import { streamStructured } from './call/stream-structured.ts'
import { withUsage } from './call/with-usage.ts'
import { type Metered, totalUsage } from './metered-answer.ts'

/** One question to a model, ready to be asked at once or as a stream. */
export interface Task<Raw, Answer> {
  call: StructuredCall<Raw>
  /** Of the calls that made it ready. */
  spent: readonly CallUsage[]
  promptVersion: string
  toAnswer(raw: Raw): Answer
}

export interface Answered<Answer> {
  answer: Answer & Metered
  callId: string
}

export async function runTask<Raw, Answer extends object>(
  ctx: AiContext,
  task: Task<Raw, Answer>,
): Promise<Answered<Answer>> {
  return answered(task, await callStructured(ctx, task.call).catch((error: unknown) => tellSpent(error, task.spent)))
}

/** The same, telling `onPartial` what can be read so far whenever that has changed. */
export async function streamTask<Raw, Answer extends object, Partial>(
  ctx: AiContext,
  task: Task<Raw, Answer> & { toPartial(value: unknown): Partial },
  onPartial: (value: Partial) => void,
): Promise<Answered<Answer>> {
  let told = ''
  let done: Answered<Answer> | undefined
  try {
    for await (const event of streamStructured(ctx, task.call)) {
      if (event.type === 'done') {
        done = answered(task, event)
        continue
      }
      const value = task.toPartial(event.value)
      const json = JSON.stringify(value)
      if (json !== told) onPartial(value)
      told = json
    }
  } catch (error) {
    tellSpent(error, task.spent)
  }
  if (done === undefined) throw new TypeError('a stream of a model ended without its end')
  return done
}

function answered<Raw, Answer extends object>(
  { spent, promptVersion, toAnswer }: Task<Raw, Answer>,
  { callId, value, usage }: { callId: string; value: Raw; usage: CallUsage },
): Answered<Answer> {
  return { callId, answer: { ...toAnswer(value), usage: totalUsage(usage, spent), promptVersion } }
}

/** A failure says what was paid before it, too: the summaries that were made for the question. */
function tellSpent(error: unknown, spent: readonly CallUsage[]): never {
  const [last, ...before] = spent.toReversed()
  throw error instanceof AppError && last ? withUsage(error, totalUsage(last, before.toReversed())) : error
}
