import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { updateNode } from '../timelines/update-node.ts'
import { previewContext, previewContextInput } from './preview-context.ts'
import { suggestFromTimeline, suggestFromTimelineInput } from './suggest-from-timeline.ts'
import { suggest, suggestInput } from './suggest.ts'
import { summarizePath, summarizePathInput } from './summarize-path.ts'
import { type AiHouse, type AiWriter, openAiHouse } from './testing/open-ai-house.ts'
import { storyHash } from './testing/story-hash.ts'

const words = 'Mara walks along the shore and thinks about the letter that never came. '
const config = { pathTokens: 2_000, chunkTokens: 400, summaryTokens: 200 }

let house: AiHouse
let writer: AiWriter
let at: { timelineId: string; nodeId: string }
let nodeIds: string[]
beforeAll(async () => {
  house = await openAiHouse()
})
beforeEach(async () => {
  writer = await house.writer(config)
  const story = await writer.seed({ nodes: 40, content: words.repeat(6), factsPerNode: 1, factKeys: 100 })
  nodeIds = story.nodeIds
  at = { timelineId: story.timelineId, nodeId: nodeIds.at(-1) as string }
})
afterAll(() => house[Symbol.asyncDispose]())

const ask = (more: object = {}) =>
  suggestFromTimeline(writer.ctx, suggestFromTimelineInput.parse({ ...at, count: 1, ...more }))
const preview = (more: object = {}) => previewContext(writer.ctx, previewContextInput.parse({ ...at, ...more }))
/** Calls since the last look: how many made a summary, and how many answered. */
const calls = () => {
  const names = writer.text.sent.splice(0).map(({ answer }) => answer?.name)
  return {
    summaries: names.filter((name) => name === 'summary').length,
    answers: names.filter((name) => name === 'suggestions').length,
  }
}
async function edit(nodeId: string): Promise<void> {
  const { version } = await house.db.storyNode.findUniqueOrThrow({ where: { id: nodeId } })
  await updateNode(writer.ctx, { timelineId: at.timelineId, nodeId, version, content: 'Something else happens.' })
}

test('a long path is compressed from its oldest part; the second call makes no summary', async () => {
  await ask()
  const first = calls()
  expect(first.answers).toBe(1)
  expect(first.summaries).toBeGreaterThan(0)
  const again = await ask({ seed: 1 })
  expect(calls()).toEqual({ summaries: 0, answers: 1 })
  expect(again.ghostNodes).toHaveLength(1)
})

test('an edit of an old node makes its summaries unfound, an edit of a new one does not', async () => {
  await ask()
  calls()
  await edit(nodeIds.at(-1) as string)
  await ask()
  expect(calls()).toEqual({ summaries: 0, answers: 1 })
  await edit(nodeIds[1] as string)
  await ask()
  expect(calls().summaries).toBeGreaterThan(0)
})

test('the answer’s usage has the summaries that were made for it in it, and the ledger the same', async () => {
  const { usage } = await ask()
  const entries = await house.db.usageEntry.findMany({ where: { userId: writer.userId, action: 'settle' } })
  expect(entries.length).toBeGreaterThan(1)
  expect(usage.costMicroUsd).toBe(entries.reduce((sum, entry) => sum + Number(entry.costMicroUsd), 0))
  expect(usage.tokensIn).toBe(entries.reduce((sum, entry) => sum + entry.tokensIn, 0))
  expect(usage.tokensOut).toBe(entries.reduce((sum, entry) => sum + entry.tokensOut, 0))
  expect(new Set(entries.map(({ timelineId }) => timelineId))).toEqual(new Set([at.timelineId]))
})

test('summaries are no part of the story', async () => {
  const before = await storyHash(house.db)
  await ask()
  expect(await house.db.pathSummary.count({ where: { timelineId: at.timelineId } })).toBeGreaterThan(0)
  expect(await storyHash(house.db)).toBe(before)
})

test('the canon and the newest nodes go whole, within the budget', async () => {
  const { messages, parts, totalTokens, budgetTokens, compressed } = await preview()
  const part = (name: string) => parts.find((one) => one.part === name)
  const said = messages.at(-1)?.content ?? ''
  expect(part('canon')?.items).toBe(40)
  expect(compressed?.nodeCount).toBe(40 - (part('path')?.items ?? 0))
  expect(part('summary')?.items).toBe(compressed?.nodeCount)
  expect(part('path')?.tokens).toBeLessThanOrEqual(config.pathTokens)
  expect(said).toContain('"title":"Node 39"')
  expect(said).not.toContain('"title":"Node 0"')
  expect(totalTokens).toBeLessThanOrEqual(budgetTokens)
  const sum = parts.reduce((all, { tokens }) => all + tokens, 0)
  expect(Math.abs(totalTokens - sum)).toBeLessThan(30)
})

test('the context is told without a call and at no cost, before and after its summary is there', async () => {
  expect((await preview()).compressed?.cached).toBe(false)
  expect(writer.text.sent).toEqual([])
  await ask()
  const sent = writer.text.sent.at(-1)?.messages
  const told = await preview({ count: 1 })
  expect(told.compressed?.cached).toBe(true)
  expect(told.messages).toEqual(sent)
  const settled = await house.db.usageEntry.count({ where: { userId: writer.userId } })
  await preview()
  expect(await house.db.usageEntry.count({ where: { userId: writer.userId } })).toBe(settled)
})

test('two who ask at once leave one summary of each beginning', async () => {
  const answers = await Promise.all([ask(), ask({ seed: 1 }), ask({ seed: 2 })])
  expect(answers).toHaveLength(3)
  const rows = await house.db.pathSummary.findMany({ where: { timelineId: at.timelineId } })
  expect(new Set(rows.map(({ hash }) => hash)).size).toBe(rows.length)
})

test('a path in the request is compressed too, and nothing is kept of it', async () => {
  const activePath = nodeIds.map((_, index) => ({ title: `Node ${index}`, content: words.repeat(6) }))
  await suggest(writer.ctx, suggestInput.parse({ activePath, count: 1 }))
  expect(calls().summaries).toBeGreaterThan(0)
  expect(await house.db.pathSummary.count({ where: { timelineId: at.timelineId } })).toBe(0)
})

test('a path is summarised whole, for nothing the second time, and only from the change on after an edit', async () => {
  const summarize = () => summarizePath(writer.ctx, summarizePathInput.parse(at))
  const first = await summarize()
  const made = calls().summaries
  expect(first).toMatchObject({ nodeCount: 40, cached: false })
  expect(await summarize()).toMatchObject({ summary: first.summary, cached: true, usage: { costMicroUsd: 0 } })
  expect(calls().summaries).toBe(0)
  await edit(nodeIds.at(-1) as string)
  expect(await summarize()).toMatchObject({ nodeCount: 40, cached: false })
  expect(calls().summaries).toBe(1)
  expect(made).toBeGreaterThan(1)
})

test('what must go whole and does not fit is refused, with the size of each part', async () => {
  const branchCanon = Array.from({ length: 500 }, (_, i) => ({
    subject: `s${i}`,
    attribute: 'a',
    value: words.repeat(20),
  }))
  const input = suggestInput.parse({ activePath: [{ content: words }], branchCanon, provider: 'sandbox' })
  const refusal: unknown = await suggest(writer.ctx, input).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'VALIDATION_ERROR', details: { issues: [{ path: ['branchCanon'] }] } })
  expect(String(refusal)).toMatch(/canon \d{5,}, .*system \d+/)
})
