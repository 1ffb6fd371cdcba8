import { nodeContentMax, nodeTitleMax, storyNodesMax, storyTitleMax } from '../../limits.ts'
import type { Story } from '../../model.ts'
import { buildStory, type StoryDraft } from '../build-story.ts'
import { firstLineEnd } from '../first-line-end.ts'
import { jsonMistake } from '../json/json-value.ts'
import { sourceText } from '../source-text.ts'
import type { NewId } from '../../edits/row-change.ts'
import { counted, textError } from '../text-error.ts'
import { type CroniclData, noCroniclData, readCroniclData } from './cronicl-data.ts'
import { croniclDataName, type PlacedPassage, storyDataName, storyTitleName } from './passage.ts'
import { parsePassages } from './parse-passages.ts'
import { draftNodes, draftReferences } from './passage-nodes.ts'
import { plantTree } from './plant-tree.ts'
import { placeOfKey, readStoryData, settingsOf, type StoryData } from './story-data.ts'
import { storyTitleText } from './story-title.ts'

/**
 * A story out of a Twee 3 file. Twee is a graph with its links in the text, a story is a tree:
 *
 * - Each passage is a node of kind `passage`; its text is the content, links and macros and all, so an export gives them
 *   back. Passages that are programs, styles or special to a story format (StoryInit …) are nodes like others.
 * - The start passage (StoryData's `start`, else `Start`) is the root; `plantTree` says who is whose parent.
 * - Tags, position, size and other metadata go to `metadata.twee`, StoryTitle to the title, StoryData to the settings
 *   `ifid` and `twee`. `main` ends where the first links lead to.
 * - CroniclData, which only an export of this house has, says the rest: titles that are no passage names, places in the
 *   tree, kinds, metadata, branches, elements and facts. It counts as far as the passages still agree: what was renamed
 *   or rewritten in Twine since then is taken as it stands.
 *
 * VALIDATION_ERROR with line and column for a malformed file or one that no story can hold.
 */
export function readTwee(text: string, newId: NewId): Story {
  const passages = parsePassages(sourceText(text))
  const special = new Map(passages.map((passage) => [passage.name, passage]))
  const nodes = passages.filter(({ name }) => ![storyTitleName, storyDataName, croniclDataName].includes(name))
  checkPassages(nodes)
  const dataPassage = special.get(storyDataName)
  const storyData = dataPassage === undefined ? { ifid: null, start: null, rest: {} } : readStoryData(dataPassage)
  const croniclPassage = special.get(croniclDataName)
  const cronicl = croniclPassage === undefined ? noCroniclData : readCroniclData(croniclPassage)
  const root = startOf(nodes, storyData, dataPassage)
  const draft = toDraft({ nodes, root, cronicl })
  return buildStory({ ...draft, ...headOf(special.get(storyTitleName), storyData, cronicl) }, newId)
}

type NodesDraft = Omit<StoryDraft, 'title' | 'description' | 'settings'>

function toDraft(file: { nodes: PlacedPassage[]; root: number; cronicl: CroniclData }): NodesDraft {
  const { nodes: passages, root, cronicl } = file
  const { recorded, ...references } = draftReferences(passages, cronicl)
  const tree = plantTree(passages, root, recorded)
  const nodes = draftNodes({ passages, tree, cronicl })
  nodes.forEach((node, index) => checkNode(node, passages[index] as PlacedPassage))
  const places = nodes.map(({ parent, position }, index) => ({
    parent,
    position,
    aside: tree.loose[index] === true,
  }))
  return { nodes, mainHead: firstLineEnd(places), ...references }
}

function headOf(
  passage: PlacedPassage | undefined,
  storyData: StoryData,
  { story }: CroniclData,
): Pick<StoryDraft, 'title' | 'description' | 'settings'> {
  const said = storyTitleText(passage?.text ?? '')
  if (said.length > storyTitleMax && passage !== undefined) {
    throw textError({ line: passage.line + 1, column: storyTitleMax + 1 }, tooLong('The title', said, storyTitleMax))
  }
  const title = story.title !== undefined && storyTitleText(story.title) === said ? story.title : said
  const settings = { ...story.settings, ...settingsOf(storyData) }
  const mistake = jsonMistake(settings)
  if (mistake !== null) throw textError({ line: 1, column: 1 }, `${storyDataName} ${mistake}.`)
  return { title, description: story.description ?? '', settings }
}

function startOf(
  nodes: readonly PlacedPassage[],
  { start }: StoryData,
  dataPassage: PlacedPassage | undefined,
): number {
  const index = nodes.findIndex(({ name }) => name === (start ?? 'Start'))
  if (index !== -1) return index
  if (start !== null && dataPassage !== undefined) {
    throw textError(placeOfKey(dataPassage, 'start'), `There is no passage “${start}” to start with.`)
  }
  const line = dataPassage?.line ?? 1
  throw textError({ line, column: 1 }, 'Nothing says where to start: neither StoryData nor a passage named “Start”.')
}

function checkPassages(passages: readonly PlacedPassage[]): void {
  const tooMany = passages[storyNodesMax]
  if (tooMany !== undefined) {
    const message = `The file has ${counted(passages.length)} passages; ${counted(storyNodesMax)} is the most.`
    throw textError({ line: tooMany.line, column: 1 }, message)
  }
  for (const { name, line } of passages) {
    if (name.length > nodeTitleMax) throw textError({ line, column: 3 }, tooLong('The name', name, nodeTitleMax))
  }
}

function checkNode(node: StoryDraft['nodes'][number], { name, line }: PlacedPassage): void {
  if (node.content.length > nodeContentMax) {
    throw textError({ line, column: 1 }, tooLong(`The passage “${name}”`, node.content, nodeContentMax))
  }
  const mistake = jsonMistake(node.metadata)
  if (mistake !== null) throw textError({ line, column: 1 }, `The metadata of “${name}” ${mistake}.`)
}

function tooLong(what: string, text: string, max: number): string {
  return `${what} has ${counted(text.length)} characters; ${counted(max)} is the most.`
}
