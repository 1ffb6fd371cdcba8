import type { Scene } from './read-scenes.ts'
import { countWords, splitText } from './split-text.ts'

const wordsPerSecond = 150 / 60
const leastS = 3
/** Of a video without words to it, this much is shown. */
const videoMaxS = 10
/** A line that stays for less is not read. */
const captionLeastS = 1

export interface TimingOptions {
  secondsPerNode: 'auto' | number
  captions: boolean
  /** What a film may be long, and how many clips it may have. */
  maxS: number
  maxClips: number
}

export interface TimedCaption {
  text: string
  startS: number
  lengthS: number
}

export interface TimedScene extends Scene {
  startS: number
  lengthS: number
  captions: TimedCaption[]
  /** Whether some of its words found no time. */
  isCut: boolean
}

/**
 * When each scene begins and how long it lasts, for as many as a film holds, from the first on: as long as its words
 * take to be read, its sounds to be heard and its videos to be seen, and never less than three seconds.
 */
export function timeScenes(scenes: readonly Scene[], options: TimingOptions): TimedScene[] {
  const timed: TimedScene[] = []
  let startS = 0
  let clips = 0
  for (const scene of scenes) {
    const wanted = options.secondsPerNode === 'auto' ? autoLengthS(scene) : options.secondsPerNode
    const roomS = options.maxS - startS
    // The first scene is shown as far as it goes; another that does not fit belongs to the next film.
    if (timed.length > 0 && wanted > roomS) break
    const next = timeScene(scene, { startS, lengthS: Math.min(wanted, roomS), wanted }, options)
    if (timed.length > 0 && clips + clipsOf(next) > options.maxClips) break
    timed.push(next)
    clips += clipsOf(next)
    startS = rounded(startS + next.lengthS)
  }
  return timed
}

/** To the millisecond, as the document writes it. */
export function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000
}

/** A card has its title beside its colour. */
function clipsOf({ shots, sounds, captions }: TimedScene): number {
  return Math.max(2, shots.length) + sounds.length + captions.length
}

function autoLengthS({ text, shots, sounds }: Scene): number {
  const seconds = (lengths: (number | null)[]): number =>
    lengths.reduce<number>((sum, length) => sum + (length ?? 0), 0)
  const shown = seconds(shots.map(({ durationS }) => Math.min(durationS ?? 0, videoMaxS)))
  const heard = seconds(sounds.map(({ durationS }) => durationS))
  return rounded(Math.max(leastS, countWords(text) / wordsPerSecond, shown, heard))
}

function timeScene(
  scene: Scene,
  { startS, lengthS, wanted }: { startS: number; lengthS: number; wanted: number },
  { captions, maxClips }: TimingOptions,
): TimedScene {
  const pieces = captions ? splitText(scene.text) : []
  // What was to be read in the time that was wanted is read as fast in the time that there is.
  const fits = Math.min(
    Math.floor(pieces.length * (lengthS / wanted)),
    Math.floor(lengthS / captionLeastS),
    maxClips / 2,
  )
  const shown = pieces.slice(0, Math.max(fits, pieces.length > 0 ? 1 : 0))
  const shots = scene.shots.slice(0, Math.max(1, Math.floor(lengthS)))
  return {
    ...scene,
    shots,
    startS,
    lengthS: rounded(lengthS),
    captions: timeCaptions(shown, startS, lengthS),
    isCut: shown.length < pieces.length,
  }
}

/** Each piece for as long as its part of the words. */
function timeCaptions(pieces: readonly string[], startS: number, lengthS: number): TimedCaption[] {
  const total = pieces.reduce((sum, text) => sum + text.length, 0)
  let before = 0
  return pieces.map((text) => {
    const from = rounded(startS + (lengthS * before) / total)
    before += text.length
    return { text, startS: from, lengthS: rounded(startS + (lengthS * before) / total - from) }
  })
}
