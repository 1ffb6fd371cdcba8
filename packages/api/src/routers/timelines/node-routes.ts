import {
  copySubtree,
  copySubtreeInput,
  copySubtreeOutput,
  createNode,
  createNodeInput,
  deleteSubtree,
  deleteSubtreeInput,
  deleteSubtreeOutput,
  moveNode,
  moveNodeInput,
  nodeWithFactsView,
  purgeTrash,
  purgeTrashInput,
  purgeTrashOutput,
  restoreSubtree,
  restoreSubtreeInput,
  restoreSubtreeOutput,
  splitNode,
  splitNodeInput,
  splitNodeOutput,
  updateNode,
  updateNodeInput,
} from '@cronicl/domain'
import { userProcedure } from '../../trpc.ts'

const tags = ['timelines']

/** Edits of a story's nodes, and its trash. */
export const nodeRoutes = {
  /** A new node, with the facts that it asserts. */
  createNode: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/nodes',
        tags,
        summary: 'A new node',
        protect: true,
      },
    })
    .input(createNodeInput)
    .output(nodeWithFactsView)
    .mutation(({ ctx, input }) => createNode(ctx.domain, input)),

  /** New text, kind or metadata of a node. */
  updateNode: userProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}',
        tags,
        summary: 'Change a node',
        protect: true,
      },
    })
    .input(updateNodeInput)
    .output(nodeWithFactsView)
    .mutation(({ ctx, input }) => updateNode(ctx.domain, input)),

  /** Puts a node with all below it elsewhere. */
  moveNode: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}/move',
        tags,
        summary: 'Move a node with all below it',
        protect: true,
      },
    })
    .input(moveNodeInput)
    .output(nodeWithFactsView)
    .mutation(({ ctx, input }) => moveNode(ctx.domain, input)),

  /** Cuts a node in two. */
  splitNode: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}/split',
        tags,
        summary: 'Cut a node in two',
        protect: true,
      },
    })
    .input(splitNodeInput)
    .output(splitNodeOutput)
    .mutation(({ ctx, input }) => splitNode(ctx.domain, input)),

  /** Copies a node with all below it. */
  copySubtree: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}/copy',
        tags,
        summary: 'Copy a node with all below it',
        protect: true,
      },
    })
    .input(copySubtreeInput)
    .output(copySubtreeOutput)
    .mutation(({ ctx, input }) => copySubtree(ctx.domain, input)),

  /** Puts a node with all below it in the trash. */
  deleteSubtree: userProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}',
        tags,
        summary: 'Put a node with all below it in the trash',
        protect: true,
      },
    })
    .input(deleteSubtreeInput)
    .output(deleteSubtreeOutput)
    .mutation(({ ctx, input }) => deleteSubtree(ctx.domain, input)),

  /** Takes one deletion out of the trash. */
  restoreSubtree: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/trash/{trashId}/restore',
        tags,
        summary: 'Take a deletion out of the trash',
        protect: true,
      },
    })
    .input(restoreSubtreeInput)
    .output(restoreSubtreeOutput)
    .mutation(({ ctx, input }) => restoreSubtree(ctx.domain, input)),

  /** Deletes what is in the trash of a story for good. */
  purgeTrash: userProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/timelines/{timelineId}/trash',
        tags,
        summary: 'Delete what is in the trash for good',
        protect: true,
      },
    })
    .input(purgeTrashInput)
    .output(purgeTrashOutput)
    .mutation(({ ctx, input }) => purgeTrash(ctx.domain, input)),
}
