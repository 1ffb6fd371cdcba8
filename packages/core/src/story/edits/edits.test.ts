import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonAt } from '../canon.ts'
import { applyChanges, type Change, invertChanges } from '../changes.ts'
import { countingIds, play, versionsOf, withoutVersions } from '../testing/play.ts'
import { editNames, editOf, planEdit, type Step, steps } from '../testing/random-edit.ts'
import { unsoundnessOf } from '../testing/soundness.ts'
import type { Story } from '../model.ts'

const runs = { numRuns: 300 }

describe('whatever is edited', () => {
  test('the story stays whole: one live root, no cycle, and nothing points at nothing', () => {
    fc.assert(
      fc.property(steps, (list) => {
        for (const { edit, after } of play(list).played) expect(unsoundnessOf(after), edit.name).toEqual([])
      }),
      runs,
    )
  })

  test('undo restores exactly what was there, and redo what the edit made', () => {
    fc.assert(
      fc.property(steps, (list) => {
        for (const { edit, before, changes, after } of play(list).played) {
          const undone = applyChanges(after, invertChanges(changes))
          expect(withoutVersions(undone), `undo of ${edit.name}`).toEqual(withoutVersions(before))
          const redone = applyChanges(undone, invertChanges(invertChanges(changes)))
          expect(withoutVersions(redone), `redo of ${edit.name}`).toEqual(withoutVersions(after))
        }
      }),
      { numRuns: 150 },
    )
  })

  test('undoing everything, last first, leads to the story as it was new', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { initial, story, played } = play(list)
        const undone = played.toReversed().reduce((at, { changes }) => applyChanges(at, invertChanges(changes)), story)
        expect(withoutVersions(undone)).toEqual(withoutVersions(initial))
      }),
      runs,
    )
  })

  test('a version never falls, rises with each change of its row, and with that alone', () => {
    fc.assert(
      fc.property(steps, (list) => {
        for (const { before, changes, after } of play(list).played) {
          const undone = applyChanges(after, invertChanges(changes))
          expectRisenVersions(before, after)
          expectRisenVersions(after, undone)
        }
      }),
      runs,
    )
  })

  test('planning changes nothing, and changes each row once', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { story } = play(list)
        const frozen = JSON.stringify(withoutVersions(story))
        for (const step of list) {
          const rows = planned(story, step).map(({ table, id }) => `${table} ${id}`)
          expect(new Set(rows).size).toBe(rows.length)
        }
        expect(JSON.stringify(withoutVersions(story))).toBe(frozen)
      }),
      runs,
    )
  })

  test('made or undone change by change, nothing points at a row that is not there', () => {
    fc.assert(
      fc.property(steps, (list) => {
        for (const { edit, before, changes, after } of play(list).played) {
          expectNoDanglingOnTheWay(before, changes, edit.name)
          expectNoDanglingOnTheWay(after, invertChanges(changes), `undo of ${edit.name}`)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a span keeps the words that it covers, or goes', () => {
    fc.assert(
      fc.property(steps, (list) => {
        for (const { edit, before, after } of play(list).played) {
          const kept = [...after.facts.values()].filter(({ id, span }) => span !== null && before.facts.has(id))
          const compared = edit.name === 'assertFacts' ? [] : kept
          const words = (story: Story) => compared.map(({ id }) => wordsOf(story, id))
          expect(words(after), edit.name).toEqual(words(before))
        }
      }),
      runs,
    )
  })
})

test('forking changes no canon anywhere, and a new child knows what its parent knows', () => {
  fc.assert(
    fc.property(steps, fc.nat(), (list, n) => {
      const { story } = play(list)
      const ids = [...story.nodes.values()].filter((node) => node.trashId === null).map(({ id }) => id)
      const nodeId = ids[n % ids.length] as string
      const newId = countingIds(90_000)
      const branched = planEdit(story, { name: 'createBranch', input: { name: 'fork', headNodeId: nodeId } }, newId)
      const input = { parentId: nodeId, title: 'Child' }
      const grown = planEdit(story, { name: 'createNode', input }, newId)
      const after = applyChanges(story, [...branched, ...grown])
      for (const id of ids) expect(canonAt(after, id)).toEqual(canonAt(story, id))
      expect(canonAt(after, grown[0]?.id ?? '')).toEqual(canonAt(story, nodeId))
    }),
    runs,
  )
})

test('splitting, copying, deleting and restoring change no canon at the nodes that stay', () => {
  const neutral = new Set([
    'splitNode',
    'copySubtree',
    'deleteSubtree',
    'restoreSubtree',
    'updateBranch',
    'deleteBranch',
  ])
  fc.assert(
    fc.property(steps, (list) => {
      for (const { edit, before, after } of play(list).played) {
        const stay = [...after.nodes.values()].filter(({ id, trashId }) => trashId === null && before.nodes.has(id))
        const cut = edit.name === 'splitNode' ? edit.input.nodeId : null
        const compared = neutral.has(edit.name) ? stay.filter(({ id }) => id !== cut) : []
        const values = (story: Story) => compared.map(({ id }) => [id, valuesAt(story, id)])
        expect(values(after), edit.name).toEqual(values(before))
      }
    }),
    runs,
  )
})

test('the random edits make every edit there is', () => {
  const seen = new Map<string, number>()
  for (const list of fc.sample(steps, { numRuns: 600, seed: 1 })) {
    for (const { edit, changes } of play(list).played) {
      if (changes.length > 0) seen.set(edit.name, (seen.get(edit.name) ?? 0) + 1)
    }
  }
  expect([...seen.keys()].sort()).toEqual([...editNames].sort())
  expect(Math.min(...seen.values())).toBeGreaterThan(10)
})

function planned(story: Story, step: Step) {
  try {
    return planEdit(story, editOf(story, step), countingIds(90_000))
  } catch {
    return []
  }
}

function expectRisenVersions(before: Story, after: Story): void {
  const [was, is] = [versionsOf(before), versionsOf(after)]
  const [rowsWere, rowsAre] = [rowsOf(before), rowsOf(after)]
  for (const [row, version] of is) {
    const earlier = was.get(row)
    if (earlier === undefined) continue
    expect(version, row).toBe(rowsWere.get(row) === rowsAre.get(row) ? earlier : earlier + 1)
  }
}

function expectNoDanglingOnTheWay(from: Story, changes: readonly Change[], label: string): void {
  let story = from
  for (const change of changes) {
    story = applyChanges(story, [change])
    const pointedAt = [
      ...[...story.nodes.values()].map(({ parentId }) => parentId),
      ...[...story.branches.values()].map(({ headNodeId }) => headNodeId),
      ...[...story.facts.values()].map(({ nodeId }) => nodeId),
    ]
    expect(
      pointedAt.filter((id) => id !== null && !story.nodes.has(id)),
      label,
    ).toEqual([])
  }
}

function rowsOf(story: Story): Map<string, string> {
  const rows = new Map([['head', JSON.stringify({ ...story.head, version: 0 })]])
  for (const table of ['nodes', 'branches', 'elements'] as const) {
    for (const row of story[table].values()) rows.set(`${table} ${row.id}`, JSON.stringify({ ...row, version: 0 }))
  }
  return rows
}

function wordsOf(story: Story, factId: string): string | undefined {
  const fact = story.facts.get(factId)
  if (!fact?.span) return undefined
  return story.nodes.get(fact.nodeId)?.content.slice(fact.span.start, fact.span.end)
}

function valuesAt(story: Story, nodeId: string): Record<string, string> {
  return Object.fromEntries([...canonAt(story, nodeId)].map(([key, fact]) => [key, fact.value]))
}
