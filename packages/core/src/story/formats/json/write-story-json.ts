import { inOrder } from '../../graph.ts'
import type { Story, StoryNode } from '../../model.ts'
import { byText } from '../by-text.ts'
import { sortedJson } from './sorted-json.ts'
import { type StoryJson, storyJsonFormat, storyJsonVersion } from './story-json.ts'

/**
 * The whole story, lossless: what is in the trash too, with every id and version. The order of rows does not depend on
 * when they were made: nodes before their children and siblings in order, facts in the order of their nodes, branches
 * and elements by name.
 */
export function writeStoryJson(story: Story): string {
  const nodes = preorder(story)
  const places = new Map(nodes.map((node, place) => [node.id, place]))
  const json: StoryJson = {
    format: storyJsonFormat,
    formatVersion: storyJsonVersion,
    head: story.head,
    nodes,
    branches: [...story.branches.values()].sort((a, b) => byText(a.name, b.name)),
    elements: [...story.elements.values()].sort(
      (a, b) => byText(a.kind, b.kind) || byText(a.name, b.name) || byText(a.id, b.id),
    ),
    facts: [...story.facts.values()].sort(
      (a, b) =>
        (places.get(a.nodeId) ?? 0) - (places.get(b.nodeId) ?? 0) ||
        byText(a.subject, b.subject) ||
        byText(a.attribute, b.attribute),
    ),
  }
  return `${JSON.stringify(rowsOf(json), null, 2)}\n`
}

/** The fields of the format alone, in its order. Keys of settings, metadata and fields come in any order: they are sorted. */
function rowsOf(json: StoryJson): StoryJson {
  return {
    format: json.format,
    formatVersion: json.formatVersion,
    head: headRow(json.head),
    nodes: json.nodes.map(nodeRow),
    branches: json.branches.map(({ id, name, headNodeId, version }) => ({ id, name, headNodeId, version })),
    elements: json.elements.map(elementRow),
    facts: json.facts.map(factRow),
  }
}

function headRow({ title, description, settings, version }: StoryJson['head']): StoryJson['head'] {
  return { title, description, settings: sortedJson(settings), version }
}

function nodeRow(node: StoryJson['nodes'][number]): StoryJson['nodes'][number] {
  const { id, parentId, mergedNodeId, title, content, kind, position, metadata, version, trashId } = node
  const sorted = sortedJson(metadata)
  return { id, parentId, mergedNodeId, title, content, kind, position, metadata: sorted, version, trashId }
}

function elementRow(element: StoryJson['elements'][number]): StoryJson['elements'][number] {
  const { id, kind, name, description, fields, version, trashedAt } = element
  return { id, kind, name, description, fields: sortedJson(fields), version, trashedAt }
}

function factRow(fact: StoryJson['facts'][number]): StoryJson['facts'][number] {
  const { id, nodeId, subject, attribute, value, span } = fact
  return { id, nodeId, subject, attribute, value, span: span && { start: span.start, end: span.end } }
}

/** Every node before its children, live or not. */
function preorder(story: Story): StoryNode[] {
  const children = new Map<string | null, StoryNode[]>()
  for (const node of story.nodes.values()) {
    const siblings = children.get(node.parentId)
    if (siblings === undefined) children.set(node.parentId, [node])
    else siblings.push(node)
  }
  const ordered: StoryNode[] = []
  const ahead = [...(children.get(null) ?? [])]
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    ordered.push(node)
    for (const child of (children.get(node.id) ?? []).sort((a, b) => inOrder(b, a))) ahead.push(child)
  }
  return ordered
}
