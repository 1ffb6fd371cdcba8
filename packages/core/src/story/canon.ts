import { pathTo } from './graph.ts'
import type { Fact, Span, Story } from './model.ts'

/** A fact that holds at a node: where it was asserted last, and with which value. */
export interface CanonFact {
  key: string
  subject: string
  attribute: string
  value: string
  nodeId: string
  factId: string
  span: Span | null
}

/** What holds at a node, by fact key. A plain map will do where it is not known who retracted what. */
export interface Canon extends ReadonlyMap<string, CanonFact> {
  /** Key → id of the node that retracted it; keys that were asserted again later are not in it. */
  readonly retractedAt?: ReadonlyMap<string, string>
}

/**
 * Subject and attribute as they are compared: case, the amount of white space and the form of accents (Unicode NFC) make
 * no difference. No two different pairs share a key.
 */
export function factKey(subject: string, attribute: string): string {
  return `${compared(subject)}\u001F${compared(attribute)}`
}

/** The canon after `facts`, which stand in the order of the path from the root: the last of each key holds, null removes. */
export function foldCanon(facts: Iterable<Fact>): Canon {
  const canon = new Map<string, CanonFact>()
  const retractedAt = new Map<string, string>()
  for (const { id, nodeId, subject, attribute, value, span } of facts) {
    const key = factKey(subject, attribute)
    if (value === null) {
      canon.delete(key)
      retractedAt.set(key, nodeId)
    } else {
      retractedAt.delete(key)
      canon.set(key, { key, subject, attribute, value, nodeId, factId: id, span })
    }
  }
  return Object.assign(canon, { retractedAt })
}

/** The canon at a node. Needs the nodes of its path and their facts. NOT_FOUND when there is no such node. */
export function canonAt(story: Story, nodeId: string): Canon {
  const depths = new Map(pathTo(story, nodeId).map((node, depth) => [node.id, depth]))
  const onPath: Fact[][] = []
  for (const fact of story.facts.values()) {
    const depth = depths.get(fact.nodeId)
    if (depth !== undefined) (onPath[depth] ??= []).push(fact)
  }
  return foldCanon(onPath.flat())
}

function compared(text: string): string {
  // Control characters count as white space, so that none can stand for the separator. Lower case can undo NFC.
  const collapsed = text.normalize('NFC').replace(/[\s\p{Cc}]+/gu, ' ')
  return collapsed.trim().toLowerCase().normalize('NFC')
}
