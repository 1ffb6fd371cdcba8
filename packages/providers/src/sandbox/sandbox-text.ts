import { setTimeout as wait } from 'node:timers/promises'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { TextEvent, TextOptions, TextProvider, TextRequest, TextResult } from '../text/contract.ts'
import { providerError } from '../text/provider-error.ts'
import { countTokens } from '../tokens/count-tokens.ts'
import { truncateToTokens } from '../tokens/truncate-to-tokens.ts'
import { worstCaseTokens } from '../tokens/worst-case-tokens.ts'
import { createDice } from './dice.ts'
import { fillSchema } from './fill-schema.ts'
import { type SandboxMagic, findMagic } from './sandbox-magic.ts'
import { readStoryWords } from './story-words.ts'
import { createProse } from './write-prose.ts'

const name = 'sandbox'
const model = 'sandbox-text'
const slowMs = 30_000

/**
 * Text without a key, a network or a cost: the same for the same request, made of the request's own names and words, and
 * of the shape that it asks for. It reports honest counts of tokens. `sandboxMagic` names the prompts that make it fail.
 */
export const sandboxText: TextProvider = {
  name,
  async generate(request, options) {
    const { result, lost } = await answer(request, options)
    if (lost) throw brokenAnswer(name)
    return result
  },
  async *stream(request, options): AsyncGenerator<TextEvent, void> {
    const { result, lost } = await answer(request, options)
    // A word or two at a time, as models send them.
    for (const text of result.text.match(/\s*\S+\s*/g) ?? []) {
      options.signal.throwIfAborted()
      yield { type: 'delta', text }
    }
    if (lost) throw brokenAnswer(name)
    options.signal.throwIfAborted()
    yield { type: 'done', ...result }
  },
}

async function answer(request: TextRequest, { signal }: TextOptions): Promise<{ result: TextResult; lost: boolean }> {
  signal.throwIfAborted()
  const magic = findMagic(request.messages)
  failAsAsked(magic)
  if (magic === 'slow') await wait(slowMs, undefined, { signal }).catch(() => signal.throwIfAborted())
  const whole = magic === 'refuse' ? '' : write(request, magic)
  const isHalf = magic === 'drop' || magic === 'length'
  const text = truncateToTokens(isHalf ? whole.slice(0, Math.ceil(whole.length / 2)) : whole, request.maxOutputTokens)
  return {
    result: { text, finish: finish(magic, text === whole), model, usage: usage(request, text) },
    lost: magic === 'drop',
  }
}

function failAsAsked(magic: SandboxMagic | undefined): void {
  if (magic === 'rateLimit')
    throw providerError(name, {
      code: 'RATE_LIMITED',
      message: `${name} is taking no more requests for the moment.`,
      billed: 'no',
      retryAfterS: 1,
      status: 429,
    })
  if (magic === 'error')
    throw providerError(name, {
      code: 'UPSTREAM_ERROR',
      message: `${name} answered with an error (HTTP 500).`,
      billed: 'unknown',
      status: 500,
    })
  if (magic === 'timeout')
    throw providerError(name, {
      code: 'UPSTREAM_TIMEOUT',
      message: `${name} took too long to answer.`,
      billed: 'unknown',
    })
}

function write({ messages, seed, answer: asked }: TextRequest, magic: SandboxMagic | undefined): string {
  const dice = createDice(JSON.stringify([messages, seed ?? null, asked ?? null]))
  const prose = createProse(readStoryWords(messages), dice)
  if (!asked) return Array.from({ length: dice.between(2, 3) }, () => prose.sentences(dice.between(2, 4))).join('\n\n')
  const isRepair = messages.some(({ role }) => role === 'assistant')
  if (magic === 'wrongShape' && !isRepair)
    return JSON.stringify({ sandbox: 'This is not the shape that was asked for.' })
  const json = JSON.stringify(fillSchema(asked.schema, { prose, dice }))
  return magic === 'malformed' ? json.slice(0, -1) : json
}

function finish(magic: SandboxMagic | undefined, isWhole: boolean): TextResult['finish'] {
  if (magic === 'refuse') return 'refused'
  return isWhole ? 'stop' : 'length'
}

function usage(request: TextRequest, text: string): TextResult['usage'] {
  const { tokensIn } = worstCaseTokens(request, { tokenizer: 'o200k' })
  return { tokensIn, tokensOut: countTokens(text), tokensCached: 0, tokensCacheWritten: 0 }
}
