import { describe, expect, test } from 'vitest'
import { countingIds } from '../testing/play.ts'
import { conflict, edited, invalidAt, notFound, refusalOf, storyOf } from '../testing/small-story.ts'
import { planCreateBranch } from './create-branch.ts'
import { planDeleteBranch } from './delete-branch.ts'
import { planMergeBranches } from './merge-branches.ts'
import { planUpdateBranch } from './update-branch.ts'

const story = storyOf(
  [
    { id: 'root' },
    { id: 'a', parentId: 'root' },
    { id: 'b', parentId: 'root' },
    { id: 'under a', parentId: 'a', position: 4 },
    { id: 'gone', parentId: 'root', trashId: 'gone' },
  ],
  [
    { id: 'main', headNodeId: 'a' },
    { id: 'night', headNodeId: 'b' },
    { id: 'Zoë', headNodeId: 'a' },
  ],
)
const create = (name: string, headNodeId = 'a') => planCreateBranch(story, { name, headNodeId }, countingIds())

describe('a new branch', () => {
  test('is a name for a node, and nothing else changes', () => {
    expect(create('  Da\u0308mmerung ')).toEqual([
      {
        table: 'branch',
        id: 'branch-00001',
        before: null,
        after: { id: 'branch-00001', name: 'Dämmerung', headNodeId: 'a', version: 1 },
      },
    ])
    edited(story, create('Dawn'))
  })

  test('has a name of its own, in whatever case, and not that of main', () => {
    for (const name of ['night', ' NIGHT', 'zoe\u0308'])
      expect(
        refusalOf(() => create(name)),
        name,
      ).toEqual(conflict)
    for (const name of ['main', 'Main ', ' ', 'x'.repeat(101), 'a\0']) {
      expect(
        refusalOf(() => create(name)),
        name,
      ).toEqual(invalidAt('name'))
    }
    expect(create('x'.repeat(100))).toHaveLength(1)
  })

  test('stands at a node of the story', () => {
    for (const head of ['none', 'gone']) expect(refusalOf(() => create('dawn', head))).toEqual(notFound)
  })
})

describe('a branch', () => {
  test('is renamed, also to another case of its own name, and moved', () => {
    const after = edited(story, planUpdateBranch(story, { branchId: 'night', name: ' Night', headNodeId: 'a' }))
    expect(after.branches.get('night')).toEqual({ id: 'night', name: 'Night', headNodeId: 'a', version: 2 })
    expect(planUpdateBranch(story, { branchId: 'night', name: 'night', headNodeId: 'b' })).toEqual([])
    expect(planUpdateBranch(story, { branchId: 'main', name: 'main', headNodeId: 'b' })).toHaveLength(1)
  })

  test('takes no name that is taken, and main keeps its own', () => {
    const rename = (branchId: string, name: string) => refusalOf(() => planUpdateBranch(story, { branchId, name }))
    expect(rename('night', 'ZOË')).toEqual(conflict)
    expect(rename('night', 'MAIN')).toEqual(invalidAt('name'))
    expect(rename('main', 'trunk')).toEqual(invalidAt('name'))
    expect(rename('none', 'trunk')).toEqual(notFound)
    for (const headNodeId of ['none', 'gone']) {
      expect(refusalOf(() => planUpdateBranch(story, { branchId: 'main', headNodeId }))).toEqual(notFound)
    }
  })

  test('is deleted without its nodes, but for main', () => {
    const after = edited(story, planDeleteBranch(story, { branchId: 'night' }))
    expect([...after.branches.keys()]).toEqual(['main', 'Zoë'])
    expect(after.nodes).toEqual(story.nodes)
    expect(refusalOf(() => planDeleteBranch(story, { branchId: 'main' }))).toEqual(invalidAt('branchId'))
    expect(refusalOf(() => planDeleteBranch(story, { branchId: 'none' }))).toEqual(notFound)
  })
})

describe('merging', () => {
  const merge = (fromBranchId: string, intoBranchId: string, title = 'Both') =>
    planMergeBranches(
      story,
      {
        fromBranchId,
        intoBranchId,
        title,
        content: 'They meet.',
        facts: [{ subject: 'Ann', attribute: 'mood', value: null }],
      },
      countingIds(),
    )

  test('adds a node under the one head that names the other, with the text and the facts that are given', () => {
    const after = edited(story, merge('night', 'main'))
    expect(after.nodes.get('node-00001')).toMatchObject({
      parentId: 'a',
      mergedNodeId: 'b',
      title: 'Both',
      content: 'They meet.',
      position: 5,
    })
    expect([...after.facts.values()]).toMatchObject([{ nodeId: 'node-00001', subject: 'Ann', value: null, span: null }])
    expect(after.branches.get('main')?.headNodeId).toBe('node-00001')
    expect(after.branches.get('night')).toBe(story.branches.get('night'))
  })

  test('is refused where there is nothing to merge', () => {
    expect(refusalOf(() => merge('main', 'main'))).toEqual(invalidAt('fromBranchId'))
    expect(refusalOf(() => merge('Zoë', 'main'))).toEqual(invalidAt('fromBranchId'))
    expect(refusalOf(() => merge('none', 'main'))).toEqual(notFound)
    expect(refusalOf(() => merge('main', 'none'))).toEqual(notFound)
    expect(refusalOf(() => merge('night', 'main', 'x'.repeat(301)))).toEqual(invalidAt('title'))
  })
})
