import { createRequire } from 'node:module'
import type { TextMessage } from '../text/contract.ts'
import type { TextModel } from '../catalog/text-model.ts'

type Encoding = typeof import('gpt-tokenizer/encoding/o200k_base')

/**
 * How much higher a count is set for a model whose tokenizer we lack, in percent. Measured with the tokenizer of Gemma 3,
 * which Gemini has too: at most 1.21 of its tokens for one of o200k in text in twelve languages, code and JSON, except
 * for what `takenOneByOne` adds. Of an unknown server we assume two.
 */
const tokenMargin = { o200k: 100, gemini: 150, unknown: 200 } as const
/** Where o200k has one token, others have one for each digit, and shorter ones for blanks. */
const takenOneByOne = /\p{N}|\s{2}/gu

/** Roles and separators, as OpenAI's cookbook counts them: four for a message, three to open the answer. */
const perMessage = 4
const perAnswer = 3

/** Longest run of one kind of character that the tokenizer gets in one piece: its merging is quadratic in that. */
const longestRun = 512
const longRuns = new RegExp(
  String.raw`[\p{L}\p{M}]{${longestRun}}|[^\s\p{L}\p{N}]{${longestRun}}|\s{${longestRun}}`,
  'gu',
)
/** A cut may fall where the tokenizer would have found a longer token, or, rarely, hide that it would not. */
const perCut = 1
/** Words like `<|endoftext|>` are text here: nobody's story may stop a count. */
const asText = { disallowedSpecial: new Set<string>() }

let loaded: Encoding | undefined
/** The table is 75 MB in memory and takes 0.2 s to load, so it waits for the first count. */
function encoding(): Encoding {
  if (!loaded) {
    loaded = createRequire(import.meta.url)('gpt-tokenizer/encoding/o200k_base') as Encoding
    loaded.setMergeCacheSize(10_000)
  }
  return loaded
}

/**
 * Tokens of a text: exact for o200k_base (every OpenAI model since gpt-4o), never fewer than the model's own otherwise
 * (`tokenMargin`). Linear in time for any text, and it never throws. Runs of more
 * than 512 letters, marks or blanks without a break are counted in parts, with one more for each cut: a little too high.
 */
export function countTokens(text: string, model?: Pick<TextModel, 'tokenizer'>): number {
  const margin = tokenMargin[model?.tokenizer ?? 'o200k']
  const count = countParts(text)
  if (margin === 100) return count
  const most = Math.ceil((count * margin) / 100) + (text.match(takenOneByOne)?.length ?? 0)
  // No tokenizer with a fallback to bytes makes more of a text than these, and the blank that some put before it.
  return Math.min(most, Buffer.byteLength(text) + 1)
}

function countParts(text: string): number {
  const { countTokens: count } = encoding()
  let tokens = 0
  let from = 0
  for (const { index, 0: run } of text.matchAll(longRuns)) {
    tokens += count(text.slice(from, index + run.length), asText) + perCut
    from = index + run.length
  }
  return tokens + count(from === 0 ? text : text.slice(from), asText)
}

/** Tokens of a request's messages, with what each message and the opening of the answer cost. */
export function countMessageTokens(messages: readonly TextMessage[], model?: Pick<TextModel, 'tokenizer'>): number {
  return messages.reduce((sum, { content }) => sum + perMessage + countTokens(content, model), perAnswer)
}
