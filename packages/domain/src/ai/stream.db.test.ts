import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { expandInput, expandStream } from './expand.ts'
import { generateTextInput, generateTextStream } from './generate-text.ts'
import { suggestInput, suggestOutput, suggestStream } from './suggest.ts'
import { type AiHouse, type AiWriter, openAiHouse } from './testing/open-ai-house.ts'

let house: AiHouse
let writer: AiWriter
beforeAll(async () => {
  house = await openAiHouse()
})
beforeEach(async () => {
  writer = await house.writer()
})
afterAll(() => house[Symbol.asyncDispose]())

const activePath = [{ title: 'The storm', content: 'Mara climbs the stairs while the wind takes the shutters.' }]
const suggestions = (more: object = {}, signal?: AbortSignal) =>
  suggestStream(writer.ctx, suggestInput.parse({ activePath, count: 5, explorationRatio: 0.4, ...more }), signal)
const openHolds = () => house.db.usageHold.count({ where: { userId: writer.userId, state: 'open' } })

test('ghost nodes come one by one in their final shape, and the last event is the answer', async () => {
  const counts: number[] = []
  let final: unknown
  for await (const event of suggestions()) {
    if (event.type === 'done') {
      const { type: _, ...answer } = event
      final = answer
      continue
    }
    for (const ghost of event.value.ghostNodes)
      expect(Object.keys(ghost)).toEqual(['title', 'content', 'rationale', 'alignment', 'facts'])
    counts.push(event.value.ghostNodes.length)
  }
  expect(counts.length).toBeGreaterThan(5)
  expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  expect(new Set(counts)).toEqual(new Set([1, 2, 3, 4, 5]))
  expect(suggestOutput.parse(final).ghostNodes.filter(({ alignment }) => alignment === 'exploratory')).toHaveLength(2)
})

test('texts of an expansion grow', async () => {
  let grown = ''
  for await (const event of expandStream(writer.ctx, expandInput.parse({ activePath }))) {
    const content = event.type === 'done' ? event.content : event.value.content
    expect(content.startsWith(grown)).toBe(true)
    grown = content
  }
  expect(grown).not.toBe('')
})

test('deltas of a text are the text', async () => {
  let text = ''
  for await (const event of generateTextStream(writer.ctx, generateTextInput.parse({ prompt: 'A street in rain.' }))) {
    if (event.type === 'delta') text += event.text
    else expect(event).toMatchObject({ text, finish: 'stop', promptVersion: 'generate-text.v1' })
  }
  expect(text).not.toBe('')
})

test('a reader who leaves stops the model, and what was sent is charged', async () => {
  for await (const event of suggestions()) if (event.type === 'partial') break
  expect(await openHolds()).toBe(0)
  const settled = await house.db.usageEntry.findFirstOrThrow({ where: { userId: writer.userId, action: 'settle' } })
  expect(Number(settled.costMicroUsd)).toBeGreaterThan(0)
})

test('a hang-up ends the stream with its reason, and leaves no reservation', async () => {
  const gone = new AbortController()
  const read = async (): Promise<void> => {
    for await (const event of suggestions({}, gone.signal)) if (event.type === 'partial') gone.abort(new Error('gone'))
  }
  await expect(read()).rejects.toThrow('gone')
  expect(await openHolds()).toBe(0)
})

test('a failure of the provider ends the stream with its code', async () => {
  const read = async (): Promise<void> => {
    for await (const event of suggestions({ prompt: '[[sandbox:rate-limit]]' })) expect(event.type).toBe('partial')
  }
  await expect(read()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
})
