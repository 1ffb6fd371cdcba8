import { assertFacts } from '../assert-facts.ts'
import { copySubtree } from '../copy-subtree.ts'
import { createBranch } from '../create-branch.ts'
import { createElement } from '../create-element.ts'
import { createNode } from '../create-node.ts'
import { deleteBranch } from '../delete-branch.ts'
import { deleteElement } from '../delete-element.ts'
import { deleteSubtree } from '../delete-subtree.ts'
import { deleteTimeline } from '../delete-timeline.ts'
import { listHistory } from '../list-history.ts'
import { mergeBranches } from '../merge-branches.ts'
import { moveNode } from '../move-node.ts'
import { purgeTimeline } from '../purge-timeline.ts'
import { purgeTrash } from '../purge-trash.ts'
import { redo } from '../redo.ts'
import { rejectSuggestion } from '../reject-suggestion.ts'
import { removeFacts } from '../remove-facts.ts'
import { restoreElement } from '../restore-element.ts'
import { restoreSubtree } from '../restore-subtree.ts'
import { restoreTimeline } from '../restore-timeline.ts'
import { splitNode } from '../split-node.ts'
import { undo } from '../undo.ts'
import { updateBranch } from '../update-branch.ts'
import { updateElement } from '../update-element.ts'
import { updateNode } from '../update-node.ts'
import { updateTimeline } from '../update-timeline.ts'
import type { StoryContext } from './open-story-house.ts'

/** Rows that edits name. */
export interface EditedRows {
  nodeId: string
  otherNodeId: string
  trashId: string
  branchId: string
  otherBranchId: string
  elementId: string
  trashedElementId: string
  factId: string
  suggestionId: string
}

type Calls = Record<string, (ctx: StoryContext, timelineId: string) => Promise<unknown>>

/** The verbs that name a row of the story, each as a call that its owner may make. */
export function rowCalls(rows: EditedRows): Calls {
  const { nodeId, otherNodeId, branchId, otherBranchId, elementId, suggestionId, trashId } = rows
  const fact = { subject: 'a', attribute: 'b', value: 'c' }
  return {
    createNode: (ctx, timelineId) => createNode(ctx, { timelineId, parentId: nodeId, title: '' }),
    createNodeAtBranch: (ctx, timelineId) => createNode(ctx, { timelineId, branchId, title: '' }),
    updateNode: (ctx, timelineId) => updateNode(ctx, { timelineId, nodeId, version: 1, title: 'x' }),
    moveNode: (ctx, timelineId) => moveNode(ctx, { timelineId, nodeId, parentId: otherNodeId }),
    splitNode: (ctx, timelineId) => splitNode(ctx, { timelineId, nodeId, offset: 2 }),
    copySubtree: (ctx, timelineId) => copySubtree(ctx, { timelineId, nodeId, parentId: otherNodeId }),
    deleteSubtree: (ctx, timelineId) => deleteSubtree(ctx, { timelineId, nodeId }),
    restoreSubtree: (ctx, timelineId) => restoreSubtree(ctx, { timelineId, trashId }),
    purgeDeletion: (ctx, timelineId) => purgeTrash(ctx, { timelineId, trashId }),
    createBranch: (ctx, timelineId) => createBranch(ctx, { timelineId, name: 'new', nodeId }),
    updateBranch: (ctx, timelineId) => updateBranch(ctx, { timelineId, branchId, version: 1, name: 'renamed' }),
    deleteBranch: (ctx, timelineId) => deleteBranch(ctx, { timelineId, branchId }),
    mergeBranches: (ctx, timelineId) =>
      mergeBranches(ctx, { timelineId, fromBranchId: branchId, intoBranchId: otherBranchId, title: '' }),
    assertFacts: (ctx, timelineId) => assertFacts(ctx, { timelineId, nodeId, facts: [fact] }),
    removeFacts: (ctx, timelineId) => removeFacts(ctx, { timelineId, factIds: [rows.factId] }),
    updateElement: (ctx, timelineId) => updateElement(ctx, { timelineId, elementId, version: 1, name: 'x' }),
    deleteElement: (ctx, timelineId) => deleteElement(ctx, { timelineId, elementId }),
    restoreElement: (ctx, timelineId) => restoreElement(ctx, { timelineId, elementId: rows.trashedElementId }),
    rejectSuggestion: (ctx, timelineId) => rejectSuggestion(ctx, { timelineId, suggestionId }),
  }
}

/** The verbs that name the story alone. */
export const storyCalls: Calls = {
  createElement: (ctx, timelineId) => createElement(ctx, { timelineId, kind: 'theme', name: 'hope' }),
  purgeTrash: (ctx, timelineId) => purgeTrash(ctx, { timelineId }),
  listHistory: (ctx, timelineId) => listHistory(ctx, { timelineId, limit: 10 }),
  undo: (ctx, timelineId) => undo(ctx, { timelineId }),
  redo: (ctx, timelineId) => redo(ctx, { timelineId }),
  updateTimeline: (ctx, timelineId) => updateTimeline(ctx, { timelineId, version: 1, title: 'mine' }),
  deleteTimeline: (ctx, timelineId) => deleteTimeline(ctx, { timelineId }),
  restoreTimeline: (ctx, timelineId) => restoreTimeline(ctx, { timelineId }),
  purgeTimeline: (ctx, timelineId) => purgeTimeline(ctx, { timelineId }),
}
