import type { Dice } from './dice.ts'
import type { StoryWords } from './story-words.ts'

/** Writes with a story's own words. Each kind of text goes round its patterns, so that neighbours differ. */
export interface Prose {
  title(): string
  sentence(): string
  sentences(count: number): string
  reason(): string
  phrase(): string
  name(): string
  attribute(): string
  tone(): string
  /** A sentence of the request itself, letter for letter; made up only when it has none. */
  quote(): string
  id(): string
}

const sentences = [
  '{name} turned back towards the {noun}, certain that something about it had changed.',
  'By the time the {noun} came into view, nobody wanted to be the first to speak.',
  '“You knew about the {noun},” said {name}, and it was not a question.',
  'The {noun} had been there all along, half hidden behind the {other}.',
  'It took {name} until nightfall to understand what the {noun} was for.',
  '{name} had promised to leave the {noun} alone, and meant it until that evening.',
  'Somewhere past the {other}, a door closed that should have stayed open.',
  'What {name} found beside the {noun} was small enough to hide and too heavy to forget.',
  'Rain came over the {other}, and with it the first honest silence of the day.',
  '{name} counted the steps to the {noun} twice and came to different numbers.',
  'Nobody had touched the {noun} for years, yet the dust on it was disturbed.',
  'They agreed to meet where the {other} ends, and only {name} was late.',
  'A light moved behind the {noun}, slow and deliberate, as if it wanted to be seen.',
  '{name} said nothing, folded the map, and walked on towards the {other}.',
  'The story people told about the {noun} left out the part that mattered.',
  'For once the {other} was quiet, and {name} could hear the sea.',
]
const titles = [
  'The {Noun} of {name}',
  '{name} and the {Noun}',
  'Beyond the {Noun}',
  'What the {Noun} Kept',
  'A {Noun} After Dark',
  'The Last {Noun}',
  'Where {name} Waited',
  'Before the {Noun}',
  'The Other {Noun}',
  '{name} Turns Back',
  'Under the {Noun}',
  'The Price of a {Noun}',
]
const reasons = [
  'It follows from what {name} has just learned about the {noun}.',
  'It keeps the {noun} in play without settling the question too soon.',
  'It gives {name} something to lose before the next turn.',
  'It answers the {noun} from earlier and opens a new question.',
  'It slows the pace after the {noun}, which makes the next step count.',
  'It brings {name} closer to the {other}, where the story is heading.',
]
const phrases = [
  'beside the {noun}',
  'the keeper of the {noun}',
  'afraid of the {other}',
  'owed a favour by {name}',
  'hidden near the {noun}',
  'sworn to the {other}',
  'older than the {noun}',
  'known to {name} alone',
]
const attributes = [
  'location',
  'goal',
  'secret',
  'mood',
  'occupation',
  'ally',
  'fear',
  'possession',
  'promise',
  'origin',
]
const tones = ['hopeful', 'tense', 'quiet', 'wistful', 'playful', 'uneasy', 'tender', 'grim']

export function createProse(words: StoryWords, dice: Dice): Prose {
  const names = round(words.names, dice)
  const nouns = round(words.nouns, dice)
  const write = (patterns: () => string) => {
    const [noun, other] = [nouns(), nouns()]
    const slots: Record<string, string> = { name: names(), noun, other, Noun: noun[0]?.toUpperCase() + noun.slice(1) }
    return patterns().replaceAll(/\{(\w+)\}/g, (_, slot: string) => slots[slot] ?? '')
  }
  const sentence = round(sentences, dice)
  const title = round(titles, dice)
  const reason = round(reasons, dice)
  const phrase = round(phrases, dice)
  const own = round(words.sentences, dice)
  return {
    title: () => write(title),
    sentence: () => write(sentence),
    sentences: (count) => Array.from({ length: count }, () => write(sentence)).join(' '),
    reason: () => write(reason),
    phrase: () => write(phrase),
    name: names,
    attribute: round(attributes, dice),
    tone: round(tones, dice),
    quote: () => own() || write(sentence),
    id: round(words.ids, dice),
  }
}

/** Goes round a list from a place that the dice choose; '' when it is empty. */
function round(list: readonly string[], dice: Dice): () => string {
  let at = dice.between(0, Math.max(list.length - 1, 0))
  return () => list[at++ % list.length] ?? ''
}
