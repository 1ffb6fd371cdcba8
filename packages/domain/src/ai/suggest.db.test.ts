import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { z } from 'zod'
import { rejectSuggestion } from '../timelines/reject-suggestion.ts'
import { ghostSplit } from './answers/ghost-split.ts'
import { putProfile } from './profile/put-profile.ts'
import { creatorProfileInput } from './profile/profile-fields.ts'
import { expandFromTimeline, expandFromTimelineInput } from './expand-from-timeline.ts'
import { suggestFromTimeline, suggestFromTimelineInput } from './suggest-from-timeline.ts'
import { suggest, suggestInput } from './suggest.ts'
import { type AiHouse, type AiWriter, openAiHouse } from './testing/open-ai-house.ts'
import { saidTo } from './testing/recording-text.ts'
import { type ToldStory, tellStory } from './testing/told-story.ts'

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

const content = 'Mara climbs the stairs. The wind takes the shutters, and Ilan is late again.'
const ask = (more: object = {}) =>
  suggest(writer.ctx, suggestInput.parse({ activePath: [{ title: 'The storm', content }], ...more }))
const askStored = (more: object = {}) =>
  suggestFromTimeline(
    writer.ctx,
    suggestFromTimelineInput.parse({ timelineId: story.timelineId, nodeId: story.nodeIds.at(-1), ...more }),
  )
const exploring = (nodes: readonly { alignment: string }[]) =>
  nodes.filter(({ alignment }) => alignment === 'exploratory').length

test('of ten ghost nodes at a ratio of 0.3 exactly three explore', async () => {
  const { ghostNodes } = await ask({ count: 10, explorationRatio: 0.3 })
  expect([ghostNodes.length, exploring(ghostNodes)]).toEqual([10, 3])
})

test('every count is answered exactly, at any ratio', async () => {
  for (let count = 1; count <= 20; count++) {
    const explorationRatio = (count % 5) / 4
    const { ghostNodes } = await ask({ count, explorationRatio })
    expect(ghostNodes).toHaveLength(count)
    expect(exploring(ghostNodes)).toBe(ghostSplit(count, explorationRatio).exploratory)
  }
})

test('the ratio is the input’s, else the given profile’s, else the stored one’s, else 0.3', async () => {
  const ratioOf = async (more: object = {}) => exploring((await ask({ count: 10, ...more })).ghostNodes) / 10
  expect(await ratioOf()).toBe(0.3)
  await putProfile(writer.ctx, creatorProfileInput.parse({ explorationRatio: 0.6, favoriteThemes: ['lost letters'] }))
  expect(await ratioOf()).toBe(0.6)
  expect(saidTo(writer.text.sent)).toContain('lost letters')
  expect(await ratioOf({ creatorProfile: { explorationRatio: 0.1 } })).toBe(0.1)
  expect(await ratioOf({ creatorProfile: { explorationRatio: 0.1 }, explorationRatio: 1 })).toBe(1)
})

test('inline suggestions stand where their words stand, one after the other', async () => {
  const { inlineSuggestions } = await ask()
  expect(inlineSuggestions.length).toBeGreaterThan(0)
  let end = 0
  for (const { span, original, replacement } of inlineSuggestions) {
    expect(content.slice(span.start, span.end)).toBe(original)
    expect(replacement).not.toBe(original)
    expect(span.start).toBeGreaterThanOrEqual(end)
    end = span.end
  }
})

test('too many nodes are cut; too few are asked for again, and then it is the provider’s failure', async () => {
  const change = (lists: (ghosts: object[]) => object[]) => (text: string) => {
    const answer = JSON.parse(text) as { aligned: object[] }
    return JSON.stringify({ ...answer, aligned: lists(answer.aligned) })
  }
  writer.text.rewrite = change((ghosts) => [...ghosts, ...ghosts.map((ghost) => ({ ...ghost, content: 'more' }))])
  expect((await ask({ count: 4, explorationRatio: 0.5 })).ghostNodes).toHaveLength(4)
  expect(writer.text.sent).toHaveLength(1)

  writer.text.rewrite = (text) => (writer.text.sent.length === 2 ? change((ghosts) => ghosts.slice(1))(text) : text)
  expect((await ask({ count: 4, explorationRatio: 0.5, seed: 1 })).ghostNodes).toHaveLength(4)
  expect(writer.text.sent).toHaveLength(3)

  writer.text.rewrite = change((ghosts) => ghosts.slice(1))
  await expect(ask({ count: 4, explorationRatio: 0.5, seed: 2 })).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
})

test('what is shown of a stored story is kept, each with its share of the cost, to the micro-dollar', async () => {
  const answer = await askStored({ count: 7 })
  const shown = [...answer.ghostNodes, ...answer.inlineSuggestions]
  const rows = await house.db.suggestion.findMany({ where: { timelineId: story.timelineId }, orderBy: { id: 'asc' } })
  expect(rows.map(({ id }) => id)).toEqual(shown.map(({ suggestionId }) => suggestionId))
  expect(rows.map((row) => row.content)).toEqual(shown.map(({ suggestionId: _id, ...proposed }) => proposed))
  expect(rows.reduce((sum, row) => sum + Number(row.costMicroUsd), 0)).toBe(answer.usage.costMicroUsd)
  for (const row of rows) {
    expect(row).toMatchObject({ nodeId: story.nodeIds.at(-1), status: 'proposed', model: 'gpt-6-luna' })
    expect(row.expiresAt.getTime() - row.createdAt.getTime()).toBe(30 * 86_400_000)
  }
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['ghost', 'inline']))
})

test('what was rejected is told to the model and does not come back', async () => {
  const first = await askStored({ count: 3 })
  const rejected = first.ghostNodes[0] as (typeof first.ghostNodes)[number]
  await rejectSuggestion(writer.ctx, { timelineId: story.timelineId, suggestionId: rejected.suggestionId })

  // A model that does not listen: it proposes the same again, until it is told why that will not do.
  const stubborn = JSON.stringify({ title: rejected.title, content: rejected.content, rationale: 'again', facts: [] })
  writer.text.rewrite = (text, { messages }) => {
    if (messages.some(({ role }) => role === 'assistant')) return text
    const answer = JSON.parse(text) as { aligned: unknown[] }
    return JSON.stringify({ ...answer, aligned: [JSON.parse(stubborn), ...answer.aligned.slice(1)] })
  }
  writer.text.sent.length = 0
  const second = await askStored({ count: 3 })
  expect(second.ghostNodes.map((ghost) => ghost.content)).not.toContain(rejected.content)
  expect(writer.text.sent).toHaveLength(2)
  expect(saidTo(writer.text.sent.slice(0, 1))).toContain(rejected.content)
  expect(saidTo(writer.text.sent)).toContain('has been rejected before')
})

test('each text of an expansion is a suggestion of its own', async () => {
  const answer = await expandFromTimeline(
    writer.ctx,
    expandFromTimelineInput.parse({ timelineId: story.timelineId, nodeId: story.nodeIds.at(-1) }),
  )
  const rows = await house.db.suggestion.findMany({ where: { timelineId: story.timelineId }, orderBy: { id: 'asc' } })
  expect(rows.map(({ id }) => id)).toEqual([answer.suggestionId, ...answer.alternatives.map((one) => one.suggestionId)])
  expect(answer.alternatives.map(({ kind }) => kind)).toEqual(['longer', 'shorter', 'otherTone'])
  expect(rows.reduce((sum, row) => sum + Number(row.costMicroUsd), 0)).toBe(answer.usage.costMicroUsd)
})

test('a pinned element goes in though the path does not name it, and one that is not there is refused', async () => {
  const { id } = await house.db.storyElement.findFirstOrThrow({
    where: { name: 'Oldport', timelineId: story.timelineId },
  })
  await askStored({ count: 1 })
  expect(saidTo(writer.text.sent)).not.toContain('Oldport')
  expect(saidTo(writer.text.sent)).toContain('Stubborn and kind.')
  await askStored({ count: 1, pinnedElementIds: [id] })
  expect(saidTo(writer.text.sent)).toContain('Oldport')
  await expect(askStored({ pinnedElementIds: [id, 'elm_none'] })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { issues: [{ path: ['pinnedElementIds', 1] }] },
  })
})

type SuggestInput = z.input<typeof suggestInput>
test.each<[string, Partial<SuggestInput> | Record<string, unknown>]>([
  ['no path', { activePath: [] }],
  ['more nodes than 2,000', { activePath: Array.from({ length: 2_001 }, () => ({ content: '' })) }],
  ['content of more than 10,000 characters', { activePath: [{ content: 'x'.repeat(10_001) }] }],
  ['a system prompt of more than 5,000', { systemPrompt: 'x'.repeat(5_001) }],
  ['a wish of more than 10,000', { prompt: 'x'.repeat(10_001) }],
  ['more than 20 nodes', { count: 21 }],
  ['a ratio beyond 1', { explorationRatio: 1.1 }],
  [
    'more than 500 facts',
    { branchCanon: Array.from({ length: 501 }, () => ({ subject: 'a', attribute: 'b', value: 'c' })) },
  ],
  ['a field that nobody knows', { siblings: [] }],
])('%s is refused', (_name, more) => {
  expect(suggestInput.safeParse({ activePath: [{ content }], ...more }).success).toBe(false)
})
