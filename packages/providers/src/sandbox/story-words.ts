import type { TextMessage } from '../text/contract.ts'
import { withoutMagic } from './sandbox-magic.ts'

/** What the sandbox writes with: taken from the user's own words, filled up where there are few. */
export interface StoryWords {
  names: string[]
  nouns: string[]
  /** Sentences as they stand in the request, letter for letter. */
  sentences: string[]
  /** Ids of things that stand in the request. */
  ids: string[]
}

const spareNames = ['Mara', 'Teodor', 'Wren', 'Ilan']
const spareNouns = ['harbour', 'lantern', 'letter', 'winter', 'bridge', 'orchard']
/** Words that say how to answer, not what the story is about. */
const notOfTheStory = new Set(
  `about above active after again against alignment aligned answer assistant attribute before being below between branch
  canon character characters content continue could creator current describe description expand exploratory facts false
  following given ghost inline instructions known location lines merge message model names newest nodes null object oldest
  other output passage path preferred profile propose rationale reason rejected reply request return rewrite scene schema
  should since state story string subject suggest suggestion suggestions summarize summary system their theme there these
  thing this those through title tone true under until user using value version where which while without words would write
  writer your from have into with that them then they were what when will does each every here only over some such than
  the and but for not you are was his her its our has had him she who how can one two new old per all any may must`.split(
    /\s+/,
  ),
)
const bounds = { characters: 60_000, words: 40, sentences: 60 }

export function readStoryWords(messages: readonly TextMessage[]): StoryWords {
  const said = messages.filter(({ role }) => role === 'user').map(({ content }) => content.slice(-bounds.characters))
  const text = withoutMagic(said.join('\n\n'))
  return {
    names: fill(frequent(text.matchAll(/(?<=[\p{Ll},;] )\p{Lu}\p{Ll}{2,15}\b/gu), false), spareNames),
    nouns: fill(frequent(text.matchAll(/(?<![\p{L}_])\p{Ll}{5,14}(?![\p{L}_])/gu), true), spareNouns),
    sentences: readSentences(text),
    ids: [...new Set(text.match(/\b[a-z]{2,5}_[0-9a-z]{10,40}\b/g) ?? [])].slice(0, bounds.words),
  }
}

/** The most frequent words first; `steadily` keeps the order of ties as they came. */
function frequent(words: Iterable<RegExpMatchArray>, longEnough: boolean): string[] {
  const counts = new Map<string, number>()
  for (const [word] of words) {
    const isInstruction = notOfTheStory.has(word.toLowerCase()) || (longEnough && /(ly|ing|ed|[^s]s)$/.test(word))
    if (!isInstruction) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([word]) => word)
    .slice(0, bounds.words)
}

/** Without marks that a prompt may have put around them, so that they are the writer's own. */
function readSentences(text: string): string[] {
  const found = text.match(/(?<![^\s"“(])\p{Lu}[^.!?:\n\r\t"“”\\{}[\]<>#*`|=]{10,180}[.!?]/gu) ?? []
  const sentences = found.filter(
    (sentence) =>
      sentence.split(' ').length > 3 &&
      !/^(Answer|Do|Extract|Find|Give|Keep|List|Make|Name|Never|Propose|Return|Rewrite|Say|Suggest|Summari[sz]e|Use|Write)\b/.test(
        sentence,
      ),
  )
  return [...new Set(sentences)].slice(-bounds.sentences)
}

function fill(found: string[], spare: string[]): string[] {
  return found.length >= 2 ? found : [...new Set([...found, ...spare])]
}
