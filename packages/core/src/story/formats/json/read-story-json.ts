import { validationError } from '../../../errors.ts'
import type { Story } from '../../model.ts'
import { byId } from '../build-story.ts'
import { sourceText } from '../source-text.ts'
import type { NewId } from '../../edits/row-change.ts'
import { placeAt, textError } from '../text-error.ts'
import { parseJson } from './parse-json.ts'
import { type StoryJson, storyJson } from './story-json.ts'
import { storyJsonMistakes } from './story-json-mistakes.ts'

const issuesMax = 20

/**
 * The story of a file that `writeStoryJson` wrote, equal to it but for the ids, which are new throughout.
 * VALIDATION_ERROR: broken JSON by line and column; a wrong shape, and references that make no tree, by their path
 * (`['text', 'nodes', 3, 'title']`), at most 20 of them.
 */
export function readStoryJson(text: string, newId: NewId): Story {
  const source = sourceText(text)
  const parsed = parseJson(source)
  if (!parsed.ok) {
    const what = parsed.offset < source.length ? 'This is no JSON from here on.' : 'The JSON ends too early.'
    throw textError(placeAt(source, parsed.offset), what)
  }
  const checked = storyJson.safeParse(parsed.value)
  if (!checked.success) throw pathError(checked.error.issues.map(({ path, message }) => ({ path, message })))
  const mistakes = storyJsonMistakes(checked.data)
  if (mistakes.length > 0) throw pathError(mistakes)
  return withNewIds(checked.data, newId)
}

function pathError(mistakes: readonly { path: readonly PropertyKey[]; message: string }[]): Error {
  return validationError(
    mistakes.slice(0, issuesMax).map(({ path, message }) => {
      const inside = path.map((part) => (typeof part === 'number' ? part : String(part)))
      const where = inside.reduce<string>(
        (said, part) => said + (typeof part === 'number' ? `[${part}]` : `.${part}`),
        '',
      )
      return { path: ['text', ...inside], message: where === '' ? message : `${where.slice(1)}: ${message}` }
    }),
  )
}

function withNewIds(json: StoryJson, newId: NewId): Story {
  const ids = new Map(json.nodes.map((node) => [node.id, newId('node')]))
  const idOf = (id: string): string => ids.get(id) as string
  const maybeIdOf = (id: string | null): string | null => (id === null ? null : idOf(id))
  const nodes = json.nodes.map((node) => ({
    ...node,
    id: idOf(node.id),
    parentId: maybeIdOf(node.parentId),
    mergedNodeId: maybeIdOf(node.mergedNodeId),
    trashId: maybeIdOf(node.trashId),
  }))
  return {
    head: json.head,
    nodes: byId(nodes),
    branches: byId(
      json.branches.map((branch) => ({ ...branch, id: newId('branch'), headNodeId: idOf(branch.headNodeId) })),
    ),
    elements: byId(json.elements.map((element) => ({ ...element, id: newId('element') }))),
    facts: byId(json.facts.map((fact) => ({ ...fact, id: newId('fact'), nodeId: idOf(fact.nodeId) }))),
  }
}
