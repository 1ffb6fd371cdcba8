import fc from 'fast-check'
import { factKey } from '../../canon.ts'
import { branchNameKey } from '../../edits/branch-names.ts'
import { cleanName } from '../../edits/input-issues.ts'
import type { ElementKind, JsonObject, Span, Story, StoryNode } from '../../model.ts'
import { byId } from '../build-story.ts'

/** Pieces that some format gives a meaning to, among plain words of several scripts. */
const pieces =
  '[|]|[[|]]|{|}|\\|\\\\|||->|<-|::|:|#|##|```|~~~|<!--|-->|"|/*|*/|//|*|+|-|=|~|!|.|>|<|TODO:|VAR x|INT. |CUT TO:|StoryData|CroniclData|[[A]]|[[a->B]]|@|(|)|A|B|Hall|the|Ünïcode|שלום|水|🌊|👩‍👩‍👧|e\u0301|\u200F| | | '
    .split('|')
    .map((piece) => (piece === '' ? '|' : piece))

const lineEnds = ['\n', '\n\n', '\n::', '\n\\::', '\n# ', '\r\n', '\r', '\u2028', '\u2029::', '\t', '\n```\n']

export const hostileTitle: fc.Arbitrary<string> = hostile(pieces, 6)
export const hostileText: fc.Arbitrary<string> = hostile([...pieces, ...lineEnds, ...lineEnds], 14)

/** A name as edits store it. */
const hostileName = hostileTitle.map((title) => cleanName(`x${title}`))

const json: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc
    .oneof(hostileTitle, fc.constant('__proto__'), fc.constant('tags'))
    .filter((key) => !['twee', 'ifid'].includes(key)),
  fc.oneof(
    hostileText,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.array(hostileTitle, { maxLength: 2 }), { maxLength: 2 }),
  ),
  { maxKeys: 3, noNullPrototype: true },
)

const elementKinds: ElementKind[] = ['script', 'character', 'location', 'theme', 'scene']

/** A story with any tree, hostile words everywhere and, unless `live` is set, parts of it in the trash. */
export function arbitraryStory(options: { live?: boolean } = {}): fc.Arbitrary<Story> {
  const node = fc.record({
    up: fc.nat(),
    title: hostileTitle,
    content: hostileText,
    kind: fc.constantFrom('scene', 'chapter', 'passage', 'choice'),
    position: fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    ),
    metadata: json,
    merged: fc.option(fc.nat(), { freq: 5 }),
    trashed: options.live ? fc.constant(false) : fc.boolean(),
    version: fc.integer({ min: 1, max: 9 }),
  })
  const rest = fc.record({
    title: hostileTitle.map((title) => title || 'T'),
    description: hostileText,
    settings: json,
    branches: fc.uniqueArray(fc.record({ name: hostileName, head: fc.nat() }), {
      selector: ({ name }) => branchNameKey(name),
      maxLength: 3,
    }),
    elements: fc.array(
      fc.record({
        kind: fc.constantFrom(...elementKinds),
        name: hostileName,
        description: hostileText,
        fields: json,
        trashed: options.live ? fc.constant(false) : fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    facts: fc.array(
      fc.record({
        at: fc.nat(),
        subject: hostileName,
        attribute: hostileName,
        value: fc.option(hostileText),
        span: fc.option(fc.record({ start: fc.nat(), length: fc.nat() })),
      }),
      { maxLength: 4 },
    ),
    mainHead: fc.nat(),
  })
  return fc
    .tuple(fc.array(node, { minLength: 1, maxLength: 9 }), rest)
    .map(([nodes, others]) => assemble(nodes, others))
}

/** The stories with every content put through `change`. */
export function withContents(stories: fc.Arbitrary<Story>, change: (content: string) => string): fc.Arbitrary<Story> {
  return stories.map((story) => ({
    ...story,
    nodes: byId([...story.nodes.values()].map((node) => ({ ...node, content: change(node.content) }))),
  }))
}

type NodeSeed = Pick<StoryNode, 'title' | 'content' | 'kind' | 'position' | 'metadata' | 'version'> & {
  up: number
  merged: number | null
  trashed: boolean
}
interface RestSeed {
  title: string
  description: string
  settings: JsonObject
  branches: { name: string; head: number }[]
  elements: { kind: ElementKind; name: string; description: string; fields: JsonObject; trashed: boolean }[]
  facts: {
    at: number
    subject: string
    attribute: string
    value: string | null
    span: { start: number; length: number } | null
  }[]
  mainHead: number
}

function assemble(seeds: NodeSeed[], rest: RestSeed): Story {
  const nodes: StoryNode[] = []
  seeds.forEach(({ up, merged, trashed, ...fields }, index) => {
    const parent = nodes[up % Math.max(1, index)]
    const trashId = trashed && parent !== undefined ? `n${index}` : (parent?.trashId ?? null)
    const mergedNodeId = merged === null ? null : `n${merged % seeds.length}`
    nodes.push({ id: `n${index}`, parentId: parent?.id ?? null, mergedNodeId, trashId, ...fields })
  })
  const live = nodes.filter(({ trashId }) => trashId === null)
  const liveId = (n: number): string => live[n % live.length]?.id ?? 'n0'
  const heads = [{ name: 'main', head: rest.mainHead }, ...rest.branches]
  const facts = rest.facts.map(({ at, span, ...fact }, index) => {
    const node = nodes[at % nodes.length] as StoryNode
    return { id: `f${index}`, nodeId: node.id, ...fact, span: span && spanIn(node.content.length, span) }
  })
  const keys = new Set<string>()
  const distinct = facts.filter(({ nodeId, subject, attribute }) => {
    const key = `${nodeId} ${factKey(subject, attribute)}`
    return !keys.has(key) && keys.add(key)
  })
  return {
    head: { title: rest.title, description: rest.description, settings: rest.settings, version: 3 },
    nodes: byId(nodes),
    branches: byId(
      heads.map(({ name, head }, index) => ({ id: `b${index}`, name, headNodeId: liveId(head), version: 2 })),
    ),
    elements: byId(
      rest.elements.map(({ trashed, ...element }, index) => ({
        id: `e${index}`,
        ...element,
        version: 4,
        trashedAt: trashed ? '2026-01-02T03:04:05.678Z' : null,
      })),
    ),
    facts: byId(distinct),
  }
}

function spanIn(length: number, seed: { start: number; length: number }): Span | null {
  if (length === 0) return null
  const start = seed.start % length
  return { start, end: start + 1 + (seed.length % (length - start)) }
}

function hostile(parts: readonly string[], maxLength: number): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...parts) },
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  )
  return fc
    .array(piece, { maxLength })
    .map((found) => found.join(''))
    .filter((text) => text.isWellFormed() && !text.includes('\0'))
}
