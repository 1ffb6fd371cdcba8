import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTimeline } from './create-timeline.ts'
import { purgeTrash } from './purge-trash.ts'
import { redo } from './redo.ts'
import { misplacedNodes } from './testing/misplaced-nodes.ts'
import { type StoryHouse, openStoryHouse } from './testing/open-story-house.ts'
import { anyEdit, makeEdit } from './testing/random-edit.ts'
import { type StoredStory, storyRows } from './testing/story-rows.ts'
import { undo } from './undo.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const steps = fc.array(
  fc.oneof({ weight: 6, arbitrary: anyEdit }, fc.constant('undo' as const), fc.constant('redo' as const)),
  { minLength: 20, maxLength: 45 },
)

/** The story at each revision that is in effect, by number; the first is the empty one. */
type Past = Map<number, StoredStory>

async function lastApplied(timelineId: string): Promise<number> {
  const row = await house.db.revision.findFirst({
    where: { timelineId, state: 'applied' },
    orderBy: { number: 'desc' },
    select: { number: true },
  })
  return row?.number ?? 0
}

test('after any edits, undone and redone at will, every path by strands is the one by parents', {
  timeout: 120_000,
}, async () => {
  const { ctx } = await house.user()
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const { id: timelineId } = await createTimeline(ctx, {
        title: 'Anything',
        root: { content: 'It begins somewhere.' },
      })
      const past: Past = new Map([[0, await storyRows(house.db, timelineId)]])
      for (const step of taken) {
        if (step === 'undo') await undo(ctx, { timelineId }).catch(ignoreConflict)
        else if (step === 'redo') await redo(ctx, { timelineId }).catch(ignoreConflict)
        else await makeEdit(ctx, timelineId, step)
        const [number, story] = [await lastApplied(timelineId), await storyRows(house.db, timelineId)]
        if (typeof step === 'string' && past.has(number)) expect(story).toEqual(past.get(number))
        past.set(number, story)
        expect(await misplacedNodes(house.db, timelineId)).toEqual([])
      }
      for (let number = await lastApplied(timelineId); number > 0; number = await lastApplied(timelineId)) {
        expect(await storyRows(house.db, timelineId)).toEqual(past.get(number))
        await undo(ctx, { timelineId })
      }
      expect(await storyRows(house.db, timelineId)).toEqual(past.get(0))
      expect(await misplacedNodes(house.db, timelineId)).toEqual([])
    }),
    { numRuns: 12 },
  )
})

test('what is left after a purge of the trash stands where it stood', { timeout: 120_000 }, async () => {
  const { ctx } = await house.user()
  await fc.assert(
    fc.asyncProperty(fc.array(anyEdit, { minLength: 30, maxLength: 45 }), async (edits) => {
      const { id: timelineId } = await createTimeline(ctx, {
        title: 'Anything',
        root: { content: 'It begins somewhere.' },
      })
      for (const edit of edits) await makeEdit(ctx, timelineId, edit)
      const before = await storyRows(house.db, timelineId)
      await purgeTrash(ctx, { timelineId })
      const after = await storyRows(house.db, timelineId)
      const live = before.nodes.filter((node) => node.trashId === null).map((node) => node.id)
      expect(after.nodes.map((node) => node.id)).toEqual(live)
      expect(await misplacedNodes(house.db, timelineId)).toEqual([])
    }),
    { numRuns: 6 },
  )
})

function ignoreConflict(error: { code?: string }): void {
  if (error.code !== 'CONFLICT') throw error
}
