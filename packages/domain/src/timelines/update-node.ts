import { planUpdateNode } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { loadFactsAt, loadNodes, storyOf, withIds } from './load-story.ts'
import type { NodeWithFactsView } from './node-view.ts'
import { requireVersion } from './require-version.ts'
import { showNode } from './show-rows.ts'
import { asJson, given, idInput, nodeFields, timelineIdInput, versionInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const updateNodeInput = z.strictObject({
  ...timelineIdInput,
  nodeId: idInput,
  version: versionInput,
  title: nodeFields.title.optional(),
  content: nodeFields.content.optional(),
  kind: nodeFields.kind.optional(),
  metadata: nodeFields.metadata.optional().describe('All of it: keys that are not given go'),
})

/**
 * New text, kind or metadata of a node; the spans of its facts follow their words. CONFLICT with the present node when
 * it is not the one that was read.
 */
export function updateNode(ctx: EditContext, input: z.infer<typeof updateNodeInput>): Promise<NodeWithFactsView> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'updateNode',
    plan: async (tx) => {
      const nodes = await loadNodes(tx, withIds([input.nodeId]))
      const facts = input.content === undefined ? [] : await loadFactsAt(tx, [input.nodeId])
      const changes = planUpdateNode(
        storyOf(tx, { nodes, facts }),
        given({ ...input, metadata: asJson(input.metadata) }),
      )
      if (nodes[0]?.version !== input.version) requireVersion(input.version, await showNode(tx, input.nodeId))
      return { changes, summary: `Changed ${quoted(input.title ?? nodes[0]?.title ?? '')}` }
    },
    show: (tx) => showNode(tx, input.nodeId),
  })
}
