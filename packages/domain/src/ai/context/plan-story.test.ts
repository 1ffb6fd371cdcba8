import { countMessageTokens, countTokens } from '@cronicl/providers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultAiConfig } from '../ai-config.ts'
import { toMessages } from '../prompts/prompt.ts'
import { prompts } from '../prompts/registry.ts'
import { sampleStory } from '../testing/sample-story.ts'
import { contextLimits } from './context-limits.ts'
import { type WholeStory, planStory } from './plan-story.ts'

const words = 'Mara walks along the shore 🌊 and thinks of "Ilan" <who> never wrote back to her.\n'
const text = fc.nat(60).map((times) => words.repeat(times))
const node = text.map((content) => ({ id: null, title: 'Node', content }))
const element = fc.record({ pinned: fc.boolean(), description: text }).map((one) => ({
  ...one,
  kind: 'character' as const,
  name: 'Mara',
  fields: {},
}))
const fact = fc.nat(20).map((times) => ({ subject: 'Mara', attribute: 'state', value: words.repeat(times) }))
const story: fc.Arbitrary<WholeStory> = fc.record({
  systemPrompt: text,
  story: fc.constant(null),
  profile: fc.constant(null),
  canon: fc.array(fact, { maxLength: 20 }),
  rejected: fc.constant([]),
  request: fc.constant({}),
  path: fc.array(node, { minLength: 1, maxLength: 40 }),
  elements: fc.array(element, { maxLength: 10 }),
})

test('what is planned fits into the model with its answer, or is refused as too large', () => {
  const model = fc.record({
    contextTokens: fc.integer({ min: 8_000, max: 200_000 }),
    tokenizer: fc.constantFrom('o200k' as const, 'gemini' as const),
  })
  let planned = 0
  fc.assert(
    fc.property(story, model, (whole, { contextTokens, tokenizer }) => {
      const count = (part: string) => countTokens(part, { tokenizer })
      const limits = contextLimits({ contextTokens }, { maxOutputTokens: 2_000, schemaTokens: 500 }, defaultAiConfig)
      const plan = planOf(whole, limits, count)
      if (plan === null) return
      planned++
      const { from } = plan.path
      const summary =
        from === 0 ? null : { text: words.repeat(100).slice(0, limits.summaryTokens * 2), nodeCount: from }
      const path = whole.path.slice(from)
      const sections = prompts.suggest.build({ ...whole, elements: plan.elements, summary, path })
      expect(countMessageTokens(toMessages(sections), { tokenizer })).toBeLessThanOrEqual(limits.budgetTokens)
      expect(path.at(-1)).toBe(whole.path.at(-1))
      expect(whole.elements.filter(({ pinned }) => pinned).every((one) => plan.elements.includes(one))).toBe(true)
    }),
    { numRuns: 60 },
  )
  expect(planned).toBeGreaterThan(20)
})

function planOf(
  whole: WholeStory,
  limits: Parameters<typeof planStory>[2]['limits'],
  count: (text: string) => number,
): ReturnType<typeof planStory> | null {
  try {
    return planStory(prompts.suggest, whole, { limits, count })
  } catch (error) {
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR' })
    return null
  }
}

test('what does not fit is named with the size of each part, the largest first', () => {
  const limits = contextLimits({ contextTokens: 8_000 }, { maxOutputTokens: 2_000, schemaTokens: 0 }, defaultAiConfig)
  const canon = Array.from({ length: 400 }, () => ({ subject: 'Mara', attribute: 'state', value: words }))
  const whole = { ...sampleStory, canon, path: [{ id: null, title: '', content: words }], elements: [] }
  expect(() => planStory(prompts.suggest, whole, { limits, count: countTokens })).toThrow(
    expect.objectContaining({
      code: 'VALIDATION_ERROR',
      message: expect.stringMatching(/model's \d+ tokens: canon \d+, system \d+, .*path \d+/),
      details: { issues: [expect.objectContaining({ path: ['branchCanon'] })] },
    }),
  )
})
