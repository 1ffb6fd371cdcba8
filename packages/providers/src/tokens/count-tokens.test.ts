import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, test } from 'vitest'
import { countMessageTokens, countTokens } from './count-tokens.ts'
import { truncateToTokens } from './truncate-to-tokens.ts'
import { worstCaseTokens } from './worst-case-tokens.ts'

const prose = 'The harbour slept while Mara counted the lanterns; “three,” she said, “and one is out.”\n\n'
const samples: [kind: string, text: string][] = [
  ['nothing', ''],
  ['prose', prose.repeat(40)],
  ['numbers and marks', '2026-11-21T08:00:00Z == 3.14159e10 !? (a[0] -> b) \t\t\n'.repeat(20)],
  ['Chinese', '她数了数港口的灯笼,发现少了一盏。'.repeat(30)],
  ['Hindi', 'उसने बंदरगाह की लालटेनें गिनीं और एक बुझी हुई थी। '.repeat(20)],
  ['Arabic', 'عدّت مارا المصابيح في الميناء، وكان أحدها مطفأً. '.repeat(20)],
  ['emoji with joiners', 'The crew: 👩🏽‍🚀👨‍👩‍👧‍👦🏴‍☠️ and one 🕯️. '.repeat(20)],
  ['half a surrogate pair', 'cut \ud83d here'],
]

describe('countTokens', () => {
  test.each(samples)('is exact for %s', (_, text) => {
    expect(countTokens(text)).toBe(encode(text, { disallowedSpecial: new Set() }).length)
  })

  test('words that are special to a model are text like any other', () => {
    expect(countTokens('<|endoftext|>')).toBe(7)
    expect(countTokens('<|im_start|>system <|endofprompt|>')).toBeGreaterThan(10)
  })

  test.each([
    ['letters', 'a'],
    ['blanks', ' '],
    ['lines', '\n'],
    ['emoji', '😀'],
    ['ideographs', '漢'],
    ['marks', '!?'],
    ['accents', 'e\u0301\u0302'],
    ['capitals and not', 'aA'],
    ['tabs and lines', '\t\n'],
  ])('a run of 100,000 %s takes no longer than its length asks for', (_, unit) => {
    // Merged in one piece it would take minutes; the runner’s time-out is 5 s.
    const tokens = countTokens(unit.repeat(100_000))
    expect(tokens).toBeGreaterThanOrEqual(countTokens(unit.repeat(4_000)))
    expect(tokens).toBeLessThanOrEqual(countTokens(unit.repeat(1_000)) * 110)
  })

  test('long runs are counted in parts, which is never less', () => {
    const units = [
      'a',
      ' ',
      '=',
      '-',
      '_',
      '*',
      '漢',
      'ab',
      'é',
      '\n',
      '\t ',
      '😀',
      'the',
      'Zoë',
      '港口',
      '?!',
      '\u200d',
      'ĳ',
    ]
    for (const unit of units)
      for (const times of [511, 512, 513, 700, 1_023, 1_537, 2_600]) {
        const run = unit.repeat(times)
        expect(countTokens(run), `${times} × ${unit}`).toBeGreaterThanOrEqual(encode(run).length)
      }
  })

  test('for a tokenizer that we lack it carries a margin, counts digits one by one, and stops at the bytes', () => {
    const words = prose.trimEnd()
    const plain = countTokens(words)
    expect(countTokens(words, { tokenizer: 'gemini' })).toBe(Math.ceil(plain * 1.5))
    expect(countTokens(words, { tokenizer: 'unknown' })).toBe(plain * 2)
    // A token each, for Gemini: measured 1,860 for 60 of such lines, where o200k has 720.
    expect(countTokens('20261121080000 314159265358979 '.repeat(60), { tokenizer: 'gemini' })).toBeGreaterThan(1_860)
    expect(countTokens('漢字', { tokenizer: 'unknown' })).toBeLessThanOrEqual(7)
  })
})

test('a request counts its messages and their frames, and at worst its schema and its limit', () => {
  const messages = [
    { role: 'system', content: 'You write.' },
    { role: 'user', content: prose },
  ] as const
  const counted = countMessageTokens(messages)
  expect(counted).toBe(countTokens('You write.') + countTokens(prose) + 2 * 4 + 3)
  const answer = { name: 'beats', schema: { type: 'object', properties: { title: { type: 'string' } } } }
  const worst = worstCaseTokens({ messages, answer, maxOutputTokens: 300 }, { tokenizer: 'o200k' })
  expect(worst.tokensIn).toBeGreaterThan(counted + 10)
  expect(worst.tokensOut).toBe(300)
})

describe('truncateToTokens', () => {
  test.each(samples)('%s: at most so many tokens, and the beginning of the text', (_, text) => {
    for (const max of [0, 1, 7, 100, 100_000]) {
      const cut = truncateToTokens(text, max)
      expect(countTokens(cut)).toBeLessThanOrEqual(max)
      expect(text.startsWith(cut)).toBe(true)
    }
  })

  test('it cuts no character in half, keeps what fits, and uses what it may', () => {
    const crew = '👩🏽‍🚀 and 🏴‍☠️ '.repeat(50)
    for (let max = 1; max < 40; max++) expect(truncateToTokens(crew, max).isWellFormed()).toBe(true)
    expect(truncateToTokens(prose, countTokens(prose))).toBe(prose)
    expect(countTokens(truncateToTokens(prose.repeat(100), 500))).toBeGreaterThan(495)
  })
})
