import { AppError } from '../../errors.ts'
import { applyChanges, type Change } from '../changes.ts'
import type { NewId } from '../edits/row-change.ts'
import type { Story } from '../model.ts'
import { newStory } from '../new-story.ts'
import { type Edit, editOf, planEdit, type Step } from './random-edit.ts'

/** One edit that was made. */
export interface Played {
  edit: Edit
  before: Story
  changes: Change[]
  after: Story
}

/** Plays the steps on a new story, one after the other; those that are refused are left out. */
export function play(steps: readonly Step[]): { initial: Story; story: Story; played: Played[] } {
  const newId = countingIds()
  const initial = newStory({ title: 'Story' }, newId)
  const played: Played[] = []
  let story = initial
  for (const step of steps) {
    const edit = editOf(story, step)
    const changes = acceptedChanges(story, edit, newId)
    if (changes === null) continue
    const after = applyChanges(story, changes)
    played.push({ edit, before: story, changes, after })
    story = after
  }
  return { initial, story, played }
}

/** The plan, or null when it is refused in the ways that an edit may be refused. */
function acceptedChanges(story: Story, edit: Edit, newId: NewId): Change[] | null {
  try {
    return planEdit(story, edit, newId)
  } catch (error) {
    const expected = ['VALIDATION_ERROR', 'NOT_FOUND', 'CONFLICT']
    if (error instanceof AppError && expected.includes(error.code)) return null
    throw error
  }
}

/** Ids that sort by creation: node-00001, fact-00002 … */
export function countingIds(from = 0): NewId {
  let last = from
  return (kind) => `${kind}-${String(++last).padStart(5, '0')}`
}

/** All that a story says, for `toEqual`: its rows without their versions. */
export function withoutVersions(story: Story): unknown {
  const rows = (table: ReadonlyMap<string, object>) =>
    Object.fromEntries([...table].map(([id, row]) => [id, { ...row, version: 0 }]))
  return {
    head: { ...story.head, version: 0 },
    nodes: rows(story.nodes),
    branches: rows(story.branches),
    elements: rows(story.elements),
    facts: rows(story.facts),
  }
}

/** The version of every row that has one, by table and id. */
export function versionsOf(story: Story): Map<string, number> {
  const versions = new Map([['head', story.head.version]])
  for (const table of ['nodes', 'branches', 'elements'] as const) {
    for (const { id, version } of story[table].values()) versions.set(`${table} ${id}`, version)
  }
  return versions
}
