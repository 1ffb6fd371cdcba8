import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { z } from 'zod'
import { aiCanonDiff, aiCanonDiffInput, aiCanonDiffOutput } from './ai-canon-diff.ts'
import {
  canonDiffFromTimeline,
  canonDiffFromTimelineInput,
  canonDiffFromTimelineOutput,
} from './canon-diff-from-timeline.ts'
import { expandFromTimeline, expandFromTimelineInput, expandFromTimelineOutput } from './expand-from-timeline.ts'
import { expand, expandInput, expandOutput, expandStream } from './expand.ts'
import { generateText, generateTextInput, generateTextOutput, generateTextStream } from './generate-text.ts'
import {
  mergeProposeFromTimeline,
  mergeProposeFromTimelineInput,
  mergeProposeFromTimelineOutput,
} from './merge-propose-from-timeline.ts'
import { mergePropose, mergeProposeInput, mergeProposeOutput } from './merge-propose.ts'
import { previewContext, previewContextInput, previewContextOutput } from './preview-context.ts'
import { suggestFromTimeline, suggestFromTimelineInput, suggestFromTimelineOutput } from './suggest-from-timeline.ts'
import { suggest, suggestInput, suggestOutput, suggestStream } from './suggest.ts'
import { summarizePath, summarizePathInput, summarizePathOutput } from './summarize-path.ts'
import { type AiHouse, type AiWriter, openAiHouse } from './testing/open-ai-house.ts'
import { saidTo } from './testing/recording-text.ts'
import { storyHash } from './testing/story-hash.ts'
import { type ToldStory, canary, tellStory } from './testing/told-story.ts'

let house: AiHouse
let writer: AiWriter
let story: ToldStory
beforeAll(async () => {
  house = await openAiHouse()
})
beforeEach(async () => {
  writer = await house.writer()
  story = await tellStory(writer.ctx)
})
afterAll(() => house[Symbol.asyncDispose]())

const activePath = [
  { title: 'The island', content: 'Mara keeps a light that nobody pays for.' },
  { title: 'The storm', content: 'Mara climbs the stairs. The wind takes the shutters, and Ilan is late again.' },
]
const branchCanon = [{ subject: 'Mara', attribute: 'occupation', value: 'keeper of the light' }]
const stored = () => ({ timelineId: story.timelineId, nodeId: story.nodeIds.at(-1) as string })
const branches = () => ({
  timelineId: story.timelineId,
  fromBranchId: story.otherBranchId,
  intoBranchId: story.mainBranchId,
})

/** Ids of what was stored differ from call to call; all else of an answer must not. */
function withoutIds(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'suggestionId' ? 'sug' : value)))
}

async function last(events: AsyncGenerator<object, void>): Promise<object> {
  const all: object[] = []
  for await (const event of events) all.push(event)
  const { type: _, ...answer } = all.at(-1) as { type: string }
  return answer
}

type Asked = (input: object) => Promise<unknown>
/** Every procedure of the router: how it is asked, and the shape of its answer. */
const procedures: [name: string, input: () => object, output: z.ZodType, ask: Asked][] = [
  [
    'suggest',
    () => ({ activePath, branchCanon, count: 4 }),
    suggestOutput,
    (input) => suggest(writer.ctx, suggestInput.parse(input)),
  ],
  [
    'suggestStream',
    () => ({ activePath, count: 3 }),
    suggestOutput,
    (input) => last(suggestStream(writer.ctx, suggestInput.parse(input))),
  ],
  [
    'expand',
    () => ({ activePath, branchCanon }),
    expandOutput,
    (input) => expand(writer.ctx, expandInput.parse(input)),
  ],
  [
    'expandStream',
    () => ({ activePath }),
    expandOutput,
    (input) => last(expandStream(writer.ctx, expandInput.parse(input))),
  ],
  [
    'canonDiff',
    () => ({ content: activePath[1]?.content, branchCanon }),
    aiCanonDiffOutput,
    (input) => aiCanonDiff(writer.ctx, aiCanonDiffInput.parse(input)),
  ],
  [
    'mergePropose',
    () => ({
      base: { path: activePath, canon: branchCanon },
      left: { path: activePath, canon: [{ ...branchCanon[0], value: 'captain' }] },
      right: { path: activePath, canon: [{ ...branchCanon[0], value: 'ghost' }] },
    }),
    mergeProposeOutput,
    (input) => mergePropose(writer.ctx, mergeProposeInput.parse(input)),
  ],
  [
    'summarizePath',
    () => ({ activePath }),
    summarizePathOutput,
    (input) => summarizePath(writer.ctx, summarizePathInput.parse(input)),
  ],
  [
    'suggestFromTimeline',
    stored,
    suggestFromTimelineOutput,
    (input) => suggestFromTimeline(writer.ctx, suggestFromTimelineInput.parse(input)),
  ],
  [
    'expandFromTimeline',
    stored,
    expandFromTimelineOutput,
    (input) => expandFromTimeline(writer.ctx, expandFromTimelineInput.parse(input)),
  ],
  [
    'canonDiffFromTimeline',
    stored,
    canonDiffFromTimelineOutput,
    (input) => canonDiffFromTimeline(writer.ctx, canonDiffFromTimelineInput.parse(input)),
  ],
  [
    'mergeProposeFromTimeline',
    branches,
    mergeProposeFromTimelineOutput,
    (input) => mergeProposeFromTimeline(writer.ctx, mergeProposeFromTimelineInput.parse(input)),
  ],
  [
    'generateText',
    () => ({ prompt: 'A rainy street.' }),
    generateTextOutput,
    (input) => generateText(writer.ctx, generateTextInput.parse(input)),
  ],
  [
    'generateTextStream',
    () => ({ prompt: 'A rainy street.' }),
    generateTextOutput,
    (input) => last(generateTextStream(writer.ctx, generateTextInput.parse(input))),
  ],
  ['context', stored, previewContextOutput, (input) => previewContext(writer.ctx, previewContextInput.parse(input))],
]

test.each(procedures)('%s answers in its shape, and the same for the same', async (_name, input, output, ask) => {
  const first = await ask(input())
  expect(output.parse(JSON.parse(JSON.stringify(first)))).toEqual(first)
  expect(withoutIds(await ask(input()))).toEqual(withoutIds(first))
})

test.each(procedures)('%s writes nothing to any story', async (_name, input, _output, ask) => {
  const before = await storyHash(house.db)
  await ask(input())
  expect(await storyHash(house.db)).toBe(before)
})

test.each(procedures.filter(([name]) => name.endsWith('FromTimeline') && !name.startsWith('merge')))(
  '%s sends the active path, and nothing that stands beside it',
  async (_name, input, _output, ask) => {
    await ask(input())
    expect(saidTo(writer.text.sent)).toContain('She rows out into the dark')
    expect(saidTo(writer.text.sent)).not.toContain(canary)
  },
)

test('a merge sends its two branches, and no third one', async () => {
  const { timelineId, mainBranchId, otherBranchId } = story
  await mergeProposeFromTimeline(
    writer.ctx,
    mergeProposeFromTimelineInput.parse({ timelineId, fromBranchId: otherBranchId, intoBranchId: mainBranchId }),
  )
  const said = saidTo(writer.text.sent)
  for (const text of ['She rows out', `Here the ${canary} sings`, 'The island']) expect(said).toContain(text)
  expect(said.match(/Mara climbs the stairs/g)).toHaveLength(1)
})

test.each(procedures.filter(([name]) => name.endsWith('FromTimeline')))(
  "%s knows nothing of another user's story",
  async (_name, input, _output, ask) => {
    const theirs = input()
    writer = await house.writer()
    await expect(ask(theirs)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(writer.text.sent).toEqual([])
  },
)

test('every answer says what it cost, as the ledger does', async () => {
  const answers = ['suggestFromTimeline', 'expand', 'canonDiff', 'mergePropose', 'summarizePath', 'generateText']
  let cost = 0
  for (const [, input, , ask] of procedures.filter(([name]) => answers.includes(name))) {
    const { usage, promptVersion } = (await ask(input())) as z.infer<typeof suggestOutput>
    expect(usage).toMatchObject({ provider: 'openai', model: 'gpt-6-luna' })
    expect(usage.costMicroUsd).toBeGreaterThan(0)
    expect(promptVersion).toMatch(/^[a-z-]+\.v\d+$/)
    cost += usage.costMicroUsd
  }
  const settled = await house.db.usageEntry.aggregate({
    where: { userId: writer.userId, action: 'settle' },
    _sum: { costMicroUsd: true },
  })
  expect(Number(settled._sum.costMicroUsd)).toBe(cost)
})

test('one key is paid once, streamed or not', async () => {
  const input = suggestInput.parse({ activePath, count: 2, idempotencyKey: 'k' })
  const first = await suggest(writer.ctx, input)
  expect(await last(suggestStream(writer.ctx, input))).toEqual(first)
  expect(writer.text.sent).toHaveLength(1)
  await expect(suggest(writer.ctx, { ...input, count: 3 })).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
})
