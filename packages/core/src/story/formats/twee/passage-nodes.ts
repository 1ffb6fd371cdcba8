import type { JsonObject } from '../../model.ts'
import type { NodeDraft, StoryDraft } from '../build-story.ts'
import type { CroniclData, PassageEntry } from './cronicl-data.ts'
import { withoutGeneratedLinks } from './generated-links.ts'
import type { Passage } from './passage.ts'
import { asRead } from './passage-text.ts'
import type { PassageTree, RecordedPlace } from './plant-tree.ts'
import { isGivenHeader, tweeMetadata } from './twee-metadata.ts'

interface References extends Pick<StoryDraft, 'branches' | 'elements' | 'facts'> {
  recorded: (RecordedPlace | null)[]
}

/** What CroniclData says of passages, by index. References to passages that are not there any more are dropped. */
export function draftReferences(passages: readonly Passage[], cronicl: CroniclData): References {
  const indexes = indexByName(passages)
  const recorded: (RecordedPlace | null)[] = passages.map(() => null)
  for (const { name, parent: parentName, position } of cronicl.passages) {
    const index = indexes.get(name)
    const parent = parentName === undefined ? undefined : indexes.get(parentName)
    if (index === undefined || parent === undefined || parent === index) continue
    recorded[index] = { parent, position: position ?? 0 }
  }
  return {
    recorded,
    elements: cronicl.elements,
    branches: cronicl.branches.flatMap(({ name, head }) => {
      const index = indexes.get(head)
      return index === undefined ? [] : [{ name, head: index }]
    }),
    facts: cronicl.facts.flatMap(({ passage, ...fact }) => {
      const node = indexes.get(passage)
      return node === undefined ? [] : [{ node, ...fact }]
    }),
  }
}

/** The nodes of the passages, in their order. */
export function draftNodes(file: {
  passages: readonly Passage[]
  tree: PassageTree
  cronicl: CroniclData
}): NodeDraft[] {
  const { passages, tree, cronicl } = file
  const indexes = indexByName(passages)
  const entries = new Map(cronicl.passages.map((entry) => [entry.name, entry]))
  return passages.map((passage, index): NodeDraft => {
    const entry = entries.get(passage.name)
    const parent = tree.parents[index] ?? null
    return {
      parent,
      merged: (entry?.merged === undefined ? undefined : indexes.get(entry.merged)) ?? null,
      title: entry?.title ?? passage.name,
      content: contentOf(passage, entry),
      kind: entry?.kind ?? 'passage',
      position: (parent === null ? entry?.position : tree.positions[index]) ?? 0,
      metadata: metadataOf(passage, entry, () => tweeMetadata(passage, index, tree.loose[index] === true)),
    }
  })
}

function contentOf(passage: Passage, entry: PassageEntry | undefined): string {
  const text = withoutGeneratedLinks(passage.text, entry?.links ?? 0)
  const exact = entry?.content
  return exact !== undefined && asRead(exact) === asRead(text) ? exact : text
}

function metadataOf(passage: Passage, entry: PassageEntry | undefined, twee: () => JsonObject): JsonObject {
  const isNative = entry?.at !== undefined && isGivenHeader(passage, entry.at)
  return { ...entry?.metadata, ...(!isNative && { twee: twee() }) }
}

function indexByName(passages: readonly Passage[]): Map<string, number> {
  return new Map(passages.map(({ name }, index) => [name, index]))
}
