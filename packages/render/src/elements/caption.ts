import { z } from 'zod'
import type { Cue } from '../captions/cue.ts'
import { groupWords } from '../captions/group-words.ts'
import { readCaptions } from '../captions/read-captions.ts'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import { placementOf } from '../plan/place.ts'
import type { ClipOptions } from '../spec/clip-fields.ts'
import { colorSchema, seconds, srcSchema } from '../spec/fields.ts'
import { textStyleFields, wordsSchema } from '../spec/text-style.ts'
import { defineElement, type TimedPicture } from './define-element.ts'
import { textStill, tooLong } from './text-picture.ts'

/** Pictures that one clip may become: each is drawn. */
const maxPictures = 5000
const defaultMaxWords = 6
/** How far from the edge captions stand, as fractions of the film's height. */
const margin = 0.06
const sources = ['src', 'text', 'words'] as const

const word = z
  .strictObject({
    text: wordsSchema.max(100).describe('The word, with the punctuation after it'),
    start: seconds().describe('Seconds of the clip at which it is said'),
    end: seconds().describe('Seconds of the clip at which it ends'),
  })
  .refine(({ start, end }) => end > start, { error: 'The word ends before it begins.', path: ['end'] })

const schema = z
  .strictObject({
    type: z.literal('caption'),
    src: srcSchema.optional().describe('Asset id or URL of an SRT or WebVTT file'),
    text: z.string().max(500_000).optional().describe('The content of an SRT or WebVTT file'),
    words: z.array(word).min(1).max(5000).optional().describe('Words with their times, in order'),
    maxWords: z.int().min(1).max(20).optional().describe('Of `words` that are shown at once; default 6'),
    highlight: colorSchema
      .optional()
      .describe('Colour of the word that is being said, where times of words are known; none by default'),
    ...textStyleFields,
  })
  .check(({ value, issues }) => {
    const refuse = (path: (string | number)[], message: string) =>
      issues.push({ code: 'custom', input: value, path, message })
    const given = sources.filter((source) => value[source] !== undefined)
    if (given.length !== 1) refuse([given[1] ?? 'src'], 'Captions have exactly one of "src", "text" and "words".')
    if (value.maxWords !== undefined && value.words === undefined)
      refuse(['maxWords'], '"maxWords" is for "words" alone.')
    const read = value.text === undefined ? null : readCaptions(value.text)
    if (read && !read.ok) refuse(['text'], `Line ${read.line}: ${read.message}`)
    const late = (value.words ?? []).findIndex(({ start }, i, all) => i > 0 && start < (all[i - 1]?.start ?? 0))
    if (late > 0) refuse(['words', late, 'start'], 'The word begins before the one before it.')
  })

type Asset = z.output<typeof schema>

/** Captions: each is drawn as a still of its own, and with `highlight` each of its words. */
export const caption = defineElement({
  type: 'caption',
  schema,
  fields: ['trim', 'position', 'offset', 'scale', 'opacity', 'rotate'],
  media: 'caption',
  refuse: (facts) => (facts.captions ? null : 'is no SRT or WebVTT file'),
  ownLengthUs: (asset, facts) => Math.max(...cuesOf(asset, facts).map(({ endMs }) => endMs)) * 1000,
  objection({ asset, scale = 1 }, { film, facts }) {
    const cues = cuesOf(asset, facts)
    const pictures = cues.reduce((sum, cue) => sum + statesOf(cue, asset).length, 0)
    if (pictures > maxPictures) return `would become ${pictures} pictures; ${maxPictures} are the most`
    return cues.map(({ text }) => tooLong(text, asset, { film, scale })).find((words) => words !== null) ?? null
  },
  compile({ asset, scale = 1, ...clip }, { film, facts }) {
    const placement = placementOf(placed(clip), film)
    const outline = asset.background || asset.outline || asset.shadow ? asset.outline : { width: 3, color: '#000000' }
    const pictures = cuesOf(asset, facts).flatMap((cue) =>
      statesOf(cue, asset).map(({ fromMs, toMs, highlight }): TimedPicture => {
        const still = textStill({ text: cue.text, highlight }, { ...asset, outline }, { film, scale })
        return { fromUs: fromMs * 1000, toUs: toMs * 1000, picture: { kind: 'still', still, size: null }, placement }
      }),
    )
    return { pictures }
  },
})

function cuesOf({ text, words, maxWords = defaultMaxWords }: Asset, facts: MediaFacts | null): readonly Cue[] {
  if (words) return groupWords(words, maxWords)
  if (text === undefined) return facts?.captions ?? []
  const read = readCaptions(text)
  return read.ok ? read.cues : []
}

/** The times in which a cue looks the same: all of it, or as long as each word is said. */
function statesOf({ startMs, endMs, words }: Cue, { highlight }: Pick<Asset, 'highlight'>) {
  if (highlight === undefined || words.length === 0) return [{ fromMs: startMs, toMs: endMs, highlight: null }]
  const color = highlight.toLowerCase()
  const first = Math.max(startMs, words[0]?.startMs ?? startMs)
  const before = first > startMs ? [{ fromMs: startMs, toMs: Math.min(first, endMs), highlight: null }] : []
  const said = words.map(({ from, to, startMs: fromMs }, i) => ({
    fromMs: Math.max(startMs, fromMs),
    toMs: Math.min(endMs, words[i + 1]?.startMs ?? endMs),
    highlight: { from, to, color },
  }))
  return [...before, ...said].filter(({ fromMs, toMs }) => toMs > fromMs)
}

/** At the bottom, and a little away from the edge, unless asked for otherwise. */
function placed({ position = 'bottom', offset }: ClipOptions) {
  const y = position.startsWith('bottom') ? -margin : position.startsWith('top') ? margin : 0
  return { position, offset: offset ?? { x: 0, y } }
}
