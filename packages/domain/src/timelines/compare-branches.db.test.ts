import { diffCanon, canonAt as canonOf, forkPoint, mainBranch, newId, pathTo } from '@cronicl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonDiff } from './canon-diff.ts'
import { compareBranches, compareBranchesOutput } from './compare-branches.ts'
import { branchConflictsPage, listConflicts } from './list-conflicts.ts'
import { type StoryHouse, openStoryHouse } from './testing/open-story-house.ts'
import { type StoryPlan, operationsOf, plantStory } from './testing/plant-story.ts'
import { storyPlans } from './testing/story-plans.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

/** 0 – 1 – 2 (main), 1 – 3 – 4 (storm), 0 – 5 (calm) */
const plan = {
  nodes: [
    {
      parent: null,
      facts: [
        ['Mara', 'mood', 'calm'],
        ['Ivo', 'age', '40'],
        ['Lamp', 'state', 'lit'],
      ],
    },
    { parent: 0, content: 'They meet.' },
    {
      parent: 1,
      facts: [
        ['Mara', 'mood', 'afraid'],
        ['Lamp', 'state', null],
        ['Ship', 'name', 'Gull'],
      ],
    },
    {
      parent: 1,
      content: 'The storm comes.',
      facts: [
        ['mara', 'mood', 'brave'],
        ['Lamp', 'state', null],
      ],
    },
    { parent: 3, facts: [['Ivo', 'age', '41']] },
    { parent: 0, facts: [['Mara', 'mood', 'afraid']] },
  ],
  branches: { [mainBranch]: 2, storm: 4, calm: 5 },
} satisfies StoryPlan

test('two branches are compared from the last node that they share', async () => {
  const writer = await house.user()
  const { timelineId, nodes, branches } = await plantStory(writer, plan)
  const [branchA, branchB] = [branches[mainBranch] ?? '', branches.storm ?? '']
  const compared = await compareBranches(writer.ctx, { timelineId, branchA, branchB, contents: false })
  expect(compareBranchesOutput.strict().parse(JSON.parse(JSON.stringify(compared)))).toEqual(compared)
  expect(compared.forkNodeId).toBe(nodes[1])
  expect(compared.onlyA.map((node) => node.id)).toEqual([nodes[2]])
  expect(compared.onlyB.map((node) => node.id)).toEqual([nodes[3], nodes[4]])
  expect(compared.onlyB[0]).not.toHaveProperty('content')
  const said = (changes: { subject: string; kind: string; base: string | null; value: string | null }[]) =>
    changes.map(({ subject, kind, base, value }) => [subject, kind, base, value])
  expect(said(compared.canon.left)).toEqual([['Ship', 'added', null, 'Gull']])
  expect(said(compared.canon.right)).toEqual([['Ivo', 'changed', '40', '41']])
  expect(said(compared.canon.agreed)).toEqual([['Lamp', 'retracted', 'lit', null]])
  expect(compared.canon.conflicts).toMatchObject([
    {
      base: 'calm',
      left: { value: 'afraid', nodeId: nodes[2] },
      right: { value: 'brave', nodeId: nodes[3], subject: 'mara' },
    },
  ])
})

test('a comparison brings what the nodes say when it is asked to', async () => {
  const writer = await house.user()
  const { timelineId, branches } = await plantStory(writer, plan)
  const ids = { timelineId, branchA: branches[mainBranch] ?? '', branchB: branches.storm ?? '' }
  const { onlyB } = await compareBranches(writer.ctx, { ...ids, contents: true })
  expect(onlyB[0]).toMatchObject({ content: 'The storm comes.', metadata: {} })
})

test('a branch beside itself, or beside one that it goes on from, differs by what it has alone', async () => {
  const writer = await house.user()
  const { timelineId, nodes, branches } = await plantStory(writer, {
    ...plan,
    branches: { ...plan.branches, early: 1 },
  })
  const [main, early] = [branches[mainBranch] ?? '', branches.early ?? '']
  const same = await compareBranches(writer.ctx, { timelineId, branchA: main, branchB: main, contents: false })
  expect(same).toEqual({
    forkNodeId: nodes[2],
    onlyA: [],
    onlyB: [],
    canon: { left: [], right: [], agreed: [], conflicts: [] },
  })
  const ahead = await compareBranches(writer.ctx, { timelineId, branchA: early, branchB: main, contents: false })
  expect(ahead).toMatchObject({ forkNodeId: nodes[1], onlyA: [], onlyB: [{ id: nodes[2] }], canon: { left: [] } })
  expect(ahead.canon.right).toHaveLength(3)
})

test('conflicts with every other branch come in one statement', async () => {
  const writer = await house.user()
  const { timelineId, nodes, branches } = await plantStory(writer, plan)
  const operations = await operationsOf(writer.ctx, async (ctx) => {
    const page = await listConflicts(ctx, { timelineId, limit: 50 })
    expect(branchConflictsPage.parse(JSON.parse(JSON.stringify(page)))).toEqual(page)
    expect(
      page.items.map(({ branchName, forkNodeId, conflicts }) => [branchName, forkNodeId, conflicts.length]),
    ).toEqual([
      ['storm', nodes[1], 1],
      // Both came to the same outcome, each by itself.
      ['calm', nodes[0], 0],
    ])
  })
  expect(operations).toEqual(['$queryRaw'])
  const page = await listConflicts(writer.ctx, { timelineId, limit: 1, intoBranchId: branches.storm ?? '' })
  expect(page.items).toMatchObject([{ branchName: mainBranch, conflicts: [{ left: { value: 'brave' } }] }])
  const next = await listConflicts(writer.ctx, {
    timelineId,
    limit: 1,
    intoBranchId: branches.storm ?? '',
    cursor: page.nextCursor ?? '',
  })
  expect(next).toMatchObject({ items: [{ branchName: 'calm', conflicts: [{ base: 'calm' }] }], nextCursor: null })
})

test('a story with one branch has no conflicts', async () => {
  const writer = await house.user()
  const { timelineId } = await plantStory(writer, { nodes: [{ parent: null }] })
  expect(await listConflicts(writer.ctx, { timelineId, limit: 50 })).toEqual({ items: [], nextCursor: null })
})

test('on any story, every pair of branches differs as the plain definition says', async () => {
  const writer = await house.user()
  await fc.assert(
    fc.asyncProperty(storyPlans, async (drawn) => {
      const { timelineId, story } = await plantStory(writer, drawn)
      const all = [...story.branches.values()]
      for (const a of all) {
        const { items } = await listConflicts(writer.ctx, { timelineId, intoBranchId: a.id, limit: 200 })
        for (const b of all) {
          const forkNodeId = forkPoint(story, a.headNodeId, b.headNodeId)
          const [base, left, right] = [forkNodeId, a.headNodeId, b.headNodeId].map((id) => canonOf(story, id))
          if (!base || !left || !right) throw new Error('a canon is missing')
          const expected = { forkNodeId, ...diffCanon(base, left, right) }
          const ids = { timelineId, branchA: a.id, branchB: b.id }
          expect(await canonDiff(writer.ctx, ids)).toEqual(expected)
          const conflicts = items.find((item) => item.branchId === b.id)
          if (a !== b) expect(conflicts).toMatchObject({ forkNodeId, conflicts: expected.conflicts })
          const { onlyA } = await compareBranches(writer.ctx, { ...ids, contents: false })
          const depth = pathTo(story, forkNodeId).length
          expect(onlyA.map((node) => node.id)).toEqual(
            pathTo(story, a.headNodeId)
              .slice(depth)
              .map((node) => node.id),
          )
        }
      }
    }),
    { numRuns: 40 },
  )
})

test("a branch that is not there, or is another user's, is not found", async () => {
  const [ann, bob] = [await house.user(), await house.user()]
  const { timelineId, branches } = await plantStory(ann, plan)
  const [main, storm] = [branches[mainBranch] ?? '', branches.storm ?? '']
  for (const work of [
    () => canonDiff(bob.ctx, { timelineId, branchA: main, branchB: storm }),
    () => compareBranches(bob.ctx, { timelineId, branchA: main, branchB: storm, contents: true }),
    () => listConflicts(bob.ctx, { timelineId, limit: 50 }),
    () => canonDiff(ann.ctx, { timelineId, branchA: main, branchB: newId('branch') }),
    () => canonDiff(ann.ctx, { timelineId, branchA: newId('branch'), branchB: main }),
    () => listConflicts(ann.ctx, { timelineId, limit: 50, intoBranchId: newId('branch') }),
  ])
    await expect(work()).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
