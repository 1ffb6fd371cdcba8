import { expect } from 'vitest'
import { AppError, type Issue } from '../../errors.ts'
import { applyChanges, type Change, invertChanges } from '../changes.ts'
import type { Branch, Fact, Story, StoryNode } from '../model.ts'
import { withoutVersions } from './play.ts'
import { unsoundnessOf } from './soundness.ts'

/** A story of these rows: what they do not say is empty. */
export function storyOf(
  nodes: (Partial<StoryNode> & { id: string })[],
  branches: { id: string; headNodeId: string }[] = [],
  facts: (Partial<Fact> & { id: string; nodeId: string })[] = [],
): Story {
  const emptyNode = { parentId: null, mergedNodeId: null, kind: 'scene', position: 0, version: 1, trashId: null }
  return {
    head: { title: 'Story', description: '', settings: {}, version: 1 },
    nodes: byId(nodes.map((node) => ({ ...emptyNode, title: node.id, content: '', metadata: {}, ...node }))),
    branches: byId<Branch>(branches.map((branch) => ({ name: branch.id, version: 1, ...branch }))),
    elements: new Map(),
    facts: byId<Fact>(facts.map((fact) => ({ subject: 'Ann', attribute: 'mood', value: 'glad', span: null, ...fact }))),
  }
}

/** The story after the changes, which were seen to leave it sound and to lead back. */
export function edited(story: Story, changes: readonly Change[]): Story {
  const after = applyChanges(story, changes)
  expect(unsoundnessOf(after)).toEqual([])
  expect(withoutVersions(applyChanges(after, invertChanges(changes)))).toEqual(withoutVersions(story))
  return after
}

/** With which code something was refused, and where. */
export function refusalOf(attempt: () => unknown): { code: string; paths: string[] } {
  try {
    attempt()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const issues = (error.details?.issues ?? []) as Issue[]
    return { code: error.code, paths: issues.map(({ path }) => path.join('.')) }
  }
  throw new Error('Nothing was refused.')
}

/** A mistake in the input at one place. */
export function invalidAt(...paths: string[]): { code: string; paths: string[] } {
  return { code: 'VALIDATION_ERROR', paths }
}

export const notFound = { code: 'NOT_FOUND', paths: [] }
export const conflict = { code: 'CONFLICT', paths: [] }

function byId<T extends { id: string }>(rows: T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]))
}
