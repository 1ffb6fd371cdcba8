import type { Db } from '@cronicl/db'

interface PlacedNode {
  id: string
  parentId: string | null
  strand: number
  depth: number
}

/**
 * What is wrong with a story's strands, in words; empty when every path that they give is the one of the parents, for
 * every node of the story and its trash, facts stand where their nodes stand, and no strand is empty.
 */
export async function misplacedNodes(db: Db, timelineId: string): Promise<string[]> {
  const select = { id: true, parentId: true, strand: true, depth: true } as const
  const nodes: PlacedNode[] = await db.storyNode.findMany({ where: { timelineId }, select })
  const strands = await db.strand.findMany({ where: { timelineId } })
  const facts = await db.fact.findMany({
    where: { timelineId },
    select: { id: true, strand: true, depth: true, node: { select } },
  })
  const { lastStrand } = await db.timeline.findUniqueOrThrow({ where: { id: timelineId } })
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const byPlace = new Map(nodes.map((node) => [`${node.strand}/${node.depth}`, node.id]))
  const byNumber = new Map(strands.map((strand) => [strand.number, strand]))
  const wrong: string[] = []
  for (const node of nodes) {
    const strand = byNumber.get(node.strand)
    const ranges = [
      ...(strand?.lineageStrands ?? []).map((number, i) => [number, strand?.lineageDepths[i] ?? -1] as const),
      [node.strand, node.depth] as const,
    ]
    const byStrands: string[] = []
    for (const [number, upTo] of ranges) {
      const start = byStrands.length
      // Each range goes on at the depth where the one before was left, and has a node at each depth.
      for (let depth = start; depth <= upTo; depth++)
        byStrands.push(byPlace.get(`${number}/${depth}`) ?? `none at ${depth}`)
      if (byPlace.has(`${number}/${start - 1}`)) wrong.push(`strand ${number} begins before depth ${start}`)
    }
    const byParents = pathByParents(byId, node)
    if (byStrands.join() !== byParents.join()) wrong.push(`${node.id}: ${byStrands.join()} is not ${byParents.join()}`)
  }
  for (const fact of facts)
    if (fact.strand !== fact.node.strand || fact.depth !== fact.node.depth)
      wrong.push(`fact ${fact.id} stands elsewhere`)
  for (const { number } of strands) {
    if (!nodes.some((node) => node.strand === number)) wrong.push(`strand ${number} is empty`)
    if (number > lastStrand) wrong.push(`strand ${number} comes after the last, ${lastStrand}`)
  }
  return wrong
}

function pathByParents(byId: ReadonlyMap<string, PlacedNode>, node: PlacedNode): string[] {
  const path: string[] = []
  for (let at: PlacedNode | undefined = node; at; at = byId.get(at.parentId ?? '')) path.unshift(at.id)
  return path
}
