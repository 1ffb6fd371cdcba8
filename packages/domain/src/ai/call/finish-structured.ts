import { AppError, type Id } from '@cronicl/core'
import type { AnswerSchema, TextMessage } from '@cronicl/providers'
import type { TextCallContext } from './call-context.ts'
import type { StructuredAnswer, StructuredCall } from './call-types.ts'
import type { PaidRequest } from './end-request.ts'
import { generateMetered } from './generate-metered.ts'
import { readAnswer } from './read-answer.ts'
import { sumUsage, withUsage } from './with-usage.ts'

/**
 * Reads an answer that has been paid. A wrong one is repaired once: a second request, paid like the first, that tells the
 * model its answer and the mistakes. `UPSTREAM_ERROR` when that is wrong too; every error says what was paid.
 */
export async function finishStructured<T>(
  ctx: TextCallContext,
  call: StructuredCall<T>,
  { callId, answer, first }: { callId: Id<'call'>; answer: AnswerSchema; first: PaidRequest },
): Promise<StructuredAnswer<T>> {
  const read = readAnswer(call, first.text)
  if (read.ok) return { callId, value: read.value, usage: first.usage }
  const wrong = first.finish === 'length' ? [cutOff(call.maxOutputTokens)] : read.mistakes
  const repair = { ...call, messages: repairMessages(call.messages, first.text, wrong) }
  const second = await generateMetered(ctx, repair, { callId, answer, isRepair: true }).catch((error: unknown) => {
    throw error instanceof AppError ? withUsage(error, first.usage) : error
  })
  const usage = sumUsage(first.usage, second.usage)
  const readAgain = readAnswer(call, second.text)
  if (readAgain.ok) return { callId, value: readAgain.value, usage }
  const mistakes = second.finish === 'length' ? [cutOff(call.maxOutputTokens)] : readAgain.mistakes
  ctx.log.warn(
    { callId, procedure: call.procedure, model: usage.model, mistakes },
    'an answer was wrong, and its repair too',
  )
  const details = { provider: usage.provider, billed: 'yes', usage }
  throw new AppError('UPSTREAM_ERROR', messageOf(second.finish), { details })
}

function repairMessages(messages: readonly TextMessage[], text: string, mistakes: string[]): TextMessage[] {
  const list = mistakes.map((mistake) => `- ${mistake}`).join('\n')
  const content = `That answer cannot be used:\n${list}\nAnswer again with the whole object, as JSON and nothing else.`
  return [...messages, { role: 'assistant', content: text.trim() || '(empty)' }, { role: 'user', content }]
}

function cutOff(maxOutputTokens: number): string {
  return `It was cut off. All of it has to fit into ${maxOutputTokens} tokens: write less.`
}

function messageOf(finish: PaidRequest['finish']): string {
  if (finish === 'length') return 'The answer did not fit into `maxOutputTokens`. Ask for less, or allow more tokens.'
  return 'The model’s answer could not be used. Try again, or choose another model.'
}
