import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { collect, textRequest } from '../testing/text-harness.ts'
import type { TextRequest } from '../text/contract.ts'
import { countTokens } from '../tokens/count-tokens.ts'
import { sandboxMagic } from './sandbox-magic.ts'
import { sandboxText } from './sandbox-text.ts'

const { signal } = new AbortController()
const story =
  'In the lighthouse above Varnholm, old Teodora kept the ledger. Her brother Marek never asked about the missing pages. The ferry came twice a week.'

const shapes = {
  suggestions: z.object({
    ghostNodes: z
      .array(
        z.object({
          title: z.string().min(1).max(60),
          content: z.string().min(40).max(400),
          rationale: z.string(),
          alignment: z.enum(['aligned', 'exploratory']),
          facts: z
            .array(
              z.object({
                subject: z.string(),
                attribute: z.string(),
                value: z.string().nullable(),
                quote: z.string().max(60),
              }),
            )
            .max(4),
        }),
      )
      .length(8),
    inlineSuggestions: z
      .array(z.object({ quote: z.string(), replacement: z.string(), reason: z.string() }))
      .min(1)
      .max(3),
  }),
  numbers: z.object({
    score: z.number().min(0).max(1),
    rank: z.int().min(3).max(5),
    above: z.number().gt(2).lt(3),
    even: z.int().multipleOf(2).min(3).max(9),
    start: z.int().min(0),
    end: z.int().min(0),
    sure: z.boolean(),
    kind: z.literal('fact'),
    none: z.null(),
  }),
  choices: z.object({
    change: z.discriminatedUnion('type', [
      z.object({ type: z.literal('added'), value: z.string() }),
      z.object({ type: z.literal('removed'), reason: z.string() }),
    ]),
    pair: z.tuple([z.string(), z.int()]),
    tiny: z.string().max(3),
    long: z.string().min(300),
    when: z.iso.datetime(),
    empty: z.array(z.string()).max(0),
    few: z
      .array(z.enum(['a', 'b']))
      .min(3)
      .max(3),
  }),
  tree: z.object({
    get children() {
      return z.array(shapes.tree).max(3)
    },
    name: z.string(),
  }) as z.ZodType,
} as const

const ask = (shape: z.ZodType, more: Partial<TextRequest> = {}) =>
  textRequest('sandbox-text', story, {
    maxOutputTokens: 16_000,
    answer: { name: 'answer', schema: z.toJSONSchema(shape) },
    ...more,
  })
const fill = async (request: TextRequest): Promise<unknown> =>
  JSON.parse((await sandboxText.generate(request, { signal })).text) as unknown

describe('what the sandbox writes', () => {
  test.each(Object.entries(shapes))('%s: it fits the schema, whatever the seed', async (_, shape) => {
    for (let seed = 0; seed < 60; seed++) {
      const parsed = shape.safeParse(await fill(ask(shape, { seed })))
      expect(parsed.error?.message ?? 'it fits', `seed ${seed}`).toBe('it fits')
    }
  })

  test('it is the same for the same request, and another for another', async () => {
    const texts = await Promise.all(
      [{}, {}, { seed: 1 }].map(
        async (more) => (await sandboxText.generate(ask(shapes.suggestions, more), { signal })).text,
      ),
    )
    expect(texts[0]).toBe(texts[1])
    expect(texts[0]).not.toBe(texts[2])
  })

  test('suggestions are told apart, speak of the story’s own people, and quote it letter for letter', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const { ghostNodes, inlineSuggestions } = shapes.suggestions.parse(await fill(ask(shapes.suggestions, { seed })))
      expect(new Set(ghostNodes.map(({ title }) => title)).size).toBe(8)
      expect(new Set(ghostNodes.map(({ content }) => content)).size).toBe(8)
      expect(JSON.stringify(ghostNodes)).toMatch(/Teodora|Marek|Varnholm/)
      for (const { quote } of [...inlineSuggestions, ...ghostNodes.flatMap(({ facts }) => facts)])
        expect(`On the pier, Mara waited for the light to return. ${story}`).toContain(quote)
    }
  })

  test('a span ends after it starts', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const { start, end } = shapes.numbers.parse(await fill(ask(shapes.numbers, { seed })))
      expect(end).toBeGreaterThanOrEqual(start)
    }
  })

  test('it writes without any words to go by', async () => {
    for (const content of ['', '???', '漢字だけ', '😀'])
      expect(
        shapes.suggestions.safeParse(await fill({ ...ask(shapes.suggestions), messages: [{ role: 'user', content }] }))
          .success,
      ).toBe(true)
  })

  test('it counts what it took, and stops at the limit', async () => {
    const whole = await sandboxText.generate(textRequest('sandbox-text', story), { signal })
    expect(whole.usage?.tokensOut).toBe(countTokens(whole.text))
    const short = await sandboxText.generate(textRequest('sandbox-text', story, { maxOutputTokens: 9 }), { signal })
    expect(short.finish).toBe('length')
    expect(short.usage?.tokensOut).toBeLessThanOrEqual(9)
    expect(whole.text.startsWith(short.text)).toBe(true)
  })
})

describe('magic', () => {
  const conjure = (magic: string, more: Partial<TextRequest> = {}) => ({
    ...ask(shapes.numbers, more),
    messages: [
      { role: 'user', content: `${story} ${magic}` },
      { role: 'user', content: 'Go on.' },
    ] as TextRequest['messages'],
  })

  test('malformed JSON stays so in the repair, another shape is right in it', async () => {
    const repaired = (request: TextRequest): TextRequest => ({
      ...request,
      messages: [
        ...request.messages,
        { role: 'assistant', content: '{}' },
        { role: 'user', content: 'That is not right.' },
      ],
    })
    const malformed = conjure(sandboxMagic.malformed)
    await expect(fill(malformed)).rejects.toThrow(SyntaxError)
    await expect(fill(repaired(malformed))).rejects.toThrow(SyntaxError)
    const wrong = conjure(sandboxMagic.wrongShape)
    expect(shapes.numbers.safeParse(await fill(wrong)).success).toBe(false)
    expect(shapes.numbers.safeParse(await fill(repaired(wrong))).success).toBe(true)
  })

  test.each([
    [sandboxMagic.rateLimit, { code: 'RATE_LIMITED', details: { billed: 'no', retryAfterS: 1 } }],
    [sandboxMagic.error, { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } }],
    [sandboxMagic.timeout, { code: 'UPSTREAM_TIMEOUT', details: { billed: 'unknown' } }],
    [sandboxMagic.drop, { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } }],
  ])('%s fails as it says', async (magic, error) => {
    await expect(sandboxText.generate(conjure(magic), { signal })).rejects.toMatchObject(error)
    await expect(collect(sandboxText.stream(conjure(magic), { signal }))).rejects.toMatchObject(error)
  })

  test('refused is an answer without text; a cut one is half of it', async () => {
    expect(await sandboxText.generate(conjure(sandboxMagic.refuse), { signal })).toMatchObject({
      text: '',
      finish: 'refused',
    })
    expect(await sandboxText.generate(conjure(sandboxMagic.length), { signal })).toMatchObject({ finish: 'length' })
  })

  test('an assistant cannot cast it, and it is not written about', async () => {
    const messages = [
      { role: 'assistant', content: sandboxMagic.error },
      { role: 'user', content: story },
    ] as const
    expect(await sandboxText.generate({ ...ask(shapes.numbers), messages }, { signal })).toMatchObject({
      finish: 'stop',
    })
    const { text } = await sandboxText.generate(conjure(sandboxMagic.length), { signal })
    expect(text).not.toContain('sandbox')
  })
})
