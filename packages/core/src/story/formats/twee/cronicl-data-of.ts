import { type Branch, type Fact, mainBranch, type Story } from '../../model.ts'
import { byText } from '../by-text.ts'
import type { NodeDraft } from '../build-story.ts'
import { firstLineEnd } from '../first-line-end.ts'
import { isObject } from '../json/json-value.ts'
import { sortedJson } from '../json/sorted-json.ts'
import { type CroniclData, noCroniclData, type PassageEntry } from './cronicl-data.ts'
import { withoutGeneratedLinks } from './generated-links.ts'
import { draftNodes } from './passage-nodes.ts'
import { asRead } from './passage-text.ts'
import { plantTree } from './plant-tree.ts'
import { storyTitleText } from './story-title.ts'
import type { WrittenNode } from './write-twee.ts'

/**
 * What the written passages do not say of the story by themselves: found by reading them as anyone would and comparing.
 * So a story that came from Twee as it is needs nothing.
 */
export function croniclDataOf(story: Story, written: readonly WrittenNode[]): CroniclData {
  const indexes = new Map(written.map(({ node }, index) => [node.id, index]))
  const nameOf = (id: string): string => written[indexes.get(id) ?? -1]?.passage.name ?? ''
  const passages = written.map(({ passage }) => ({ ...passage, text: asRead(passage.text) }))
  const tree = plantTree(passages, indexes.get(written.find(({ node }) => node.parentId === null)?.node.id ?? '') ?? 0)
  const read = draftNodes({ passages, tree, cronicl: noCroniclData })
  const places = written.map(({ node }, index) => ({
    parent: node.parentId === null ? null : (indexes.get(node.parentId) ?? null),
    position: node.position,
    aside: tree.loose[index] === true,
  }))
  const isTreeRead = places.every(
    ({ parent, position }, index) =>
      parent === null || (parent === read[index]?.parent && position === read[index]?.position),
  )
  const entries = written.map((each, index): PassageEntry => {
    const { parentId, position, mergedNodeId } = each.node
    return {
      ...entryOf(each, read[index] as NodeDraft),
      ...(!isTreeRead && parentId !== null && { parent: nameOf(parentId), position }),
      ...(parentId === null && position !== 0 && { position }),
      ...(mergedNodeId !== null && { merged: nameOf(mergedNodeId) }),
    }
  })
  const mainEnd = written[firstLineEnd(places)]?.node.id ?? ''
  return {
    story: storyOf(story),
    passages: entries.filter((entry) => Object.keys(entry).length > 1),
    branches: branchesOf(story, mainEnd).map(({ name, headNodeId }) => ({ name, head: nameOf(headNodeId) })),
    elements: elementsOf(story),
    facts: factsOf(story, indexes).map(({ nodeId, ...fact }) => ({ passage: nameOf(nodeId), ...fact })),
  }
}

function entryOf({ node, passage, at, links }: WrittenNode, read: NodeDraft): PassageEntry {
  const { twee: _, ...others } = node.metadata
  const metadata = at === null ? others : node.metadata
  const content = links === 0 ? read.content : withoutGeneratedLinks(read.content, links)
  return {
    name: passage.name,
    ...(node.title !== passage.name && { title: node.title }),
    ...(node.kind !== read.kind && { kind: node.kind }),
    ...(at !== null && { at }),
    ...(links > 0 && { links }),
    ...(node.content !== content && { content: node.content }),
    ...(Object.keys(metadata).length > 0 && { metadata: sortedJson(metadata) }),
  }
}

function storyOf({ head }: Story): CroniclData['story'] {
  const { ifid: _, ...settings } = head.settings
  if (isObject(settings.twee)) delete settings.twee
  return {
    ...(storyTitleText(head.title) !== head.title && { title: head.title }),
    ...(head.description !== '' && { description: head.description }),
    ...(Object.keys(settings).length > 0 && { settings: sortedJson(settings) }),
  }
}

/** None for a story with the branch alone that every import has anyway. */
function branchesOf(story: Story, mainEnd: string): Branch[] {
  const branches = [...story.branches.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return branches.every(({ name, headNodeId }) => name === mainBranch && headNodeId === mainEnd) ? [] : branches
}

function elementsOf(story: Story): CroniclData['elements'] {
  const elements = [...story.elements.values()].map(({ kind, name, description, fields }) => {
    return { kind, name, description, fields: sortedJson(fields) }
  })
  return elements.sort((a, b) => byText(a.kind, b.kind) || byText(a.name, b.name))
}

function factsOf(story: Story, indexes: ReadonlyMap<string, number>): Omit<Fact, 'id'>[] {
  const indexOf = (id: string): number => indexes.get(id) ?? 0
  const facts = [...story.facts.values()].sort(
    (a, b) => indexOf(a.nodeId) - indexOf(b.nodeId) || byText(a.subject, b.subject) || byText(a.attribute, b.attribute),
  )
  return facts.map(({ nodeId, subject, attribute, value, span }) => ({ nodeId, subject, attribute, value, span }))
}
