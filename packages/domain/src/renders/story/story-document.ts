import type { RenderDocumentInput } from '@cronicl/render'
import type { SceneAsset } from './read-scenes.ts'
import { lineOf } from './split-text.ts'
import { type TimedScene, rounded } from './time-scenes.ts'

export interface StoryFilm {
  scenes: readonly TimedScene[]
  background: readonly SceneAsset[]
  size: { width: number; height: number }
  crossfadeS: number
}

type Track = NonNullable<RenderDocumentInput['tracks']>[number]
type Clip = Track['clips'][number]

const cardColors = ['#1f2a38', '#38261f', '#1f382c', '#331f38', '#38351f'] as const
const titleMax = 120
/** Beside words that are spoken or played with a scene. */
const backgroundVolume = 0.25
const backgroundFadeS = 2
/** Music that would be begun again more often than this ends before the film. */
export const backgroundClipsMax = 20

/** The document of a story: pictures, titles, words and sounds, each on a track of its own. Pure. */
export function storyDocument(film: StoryFilm): RenderDocumentInput {
  const durationS = lengthOf(film.scenes)
  const tracks = [
    film.scenes.flatMap((scene, i) => pictureClips(scene, i, film)),
    film.scenes.flatMap((scene) => titleClips(scene, film)),
    film.scenes.flatMap((scene) => captionClips(scene, film)),
    film.scenes.flatMap((scene) => soundClips(scene)),
    backgroundClips(film.background, durationS),
  ]
  return {
    output: film.size,
    duration: durationS,
    background: '#000000',
    tracks: tracks.filter((clips) => clips.length > 0).map((clips): Track => ({ clips })),
  }
}

function lengthOf(scenes: readonly TimedScene[]): number {
  const last = scenes.at(-1)
  return last ? rounded(last.startS + last.lengthS) : 0
}

/** Each shot stays while the next one comes over it. */
function pictureClips(scene: TimedScene, at: number, { scenes, crossfadeS }: StoryFilm): Clip[] {
  const assets = scene.shots.length > 0 ? scene.shots : [null]
  const shareS = scene.lengthS / assets.length
  const fadeS = rounded(Math.min(crossfadeS, shareS / 2))
  return assets.map((asset, shot): Clip => {
    const isFirst = at === 0 && shot === 0
    const isLast = at === scenes.length - 1 && shot === assets.length - 1
    return {
      ...pictureOf(asset, at),
      start: rounded(scene.startS + shot * shareS),
      length: rounded(shareS + (isLast ? 0 : crossfadeS)),
      ...(!isFirst && fadeS >= 0.04 && { transition: { in: { type: 'fade', duration: fadeS } } }),
      ...(asset?.type === 'video' && scene.sounds.length > 0 && { volume: 0 }),
    }
  })
}

function pictureOf(asset: SceneAsset | null, at: number): Pick<Clip, 'asset'> {
  if (asset === null) return { asset: { type: 'color', color: cardColors[at % cardColors.length] ?? cardColors[0] } }
  return { asset: { type: asset.type === 'video' ? 'video' : 'image', src: asset.assetId } }
}

/** A scene without pictures is a card with its title. */
function titleClips(scene: TimedScene, { size }: StoryFilm): Clip[] {
  const text = lineOf(scene.title, titleMax)
  if (scene.shots.length > 0 || text === '') return []
  const fontSize = Math.max(8, Math.round(Math.min(size.width, size.height) / 11))
  const fadeS = rounded(Math.min(0.5, scene.lengthS / 4))
  return [
    {
      asset: { type: 'text', text, fontSize, fontWeight: 'bold', maxWidth: Math.max(16, Math.round(size.width * 0.8)) },
      start: scene.startS,
      length: scene.lengthS,
      fadeIn: fadeS,
      fadeOut: fadeS,
    },
  ]
}

function captionClips({ captions }: TimedScene, { size }: StoryFilm): Clip[] {
  const fontSize = Math.max(8, Math.round(Math.min(size.width, size.height) / 20))
  const maxWidth = Math.max(16, Math.round(size.width * 0.85))
  return captions.map(({ text, startS, lengthS }) => ({
    asset: { type: 'text', text, fontSize, maxWidth, background: '#000000a0' },
    position: 'bottom',
    offset: { x: 0, y: -0.06 },
    start: startS,
    length: lengthS,
  }))
}

function soundClips({ sounds, startS, lengthS }: TimedScene): Clip[] {
  const clips: Clip[] = []
  let from = startS
  for (const sound of sounds) {
    const length = rounded(Math.min(sound.durationS ?? 0, startS + lengthS - from))
    if (length <= 0) break
    clips.push({ asset: { type: 'audio', src: sound.assetId }, start: rounded(from), length })
    from += length
  }
  return clips
}

/** The story's own sounds under all of it, again and again, softly. */
function backgroundClips(sounds: readonly SceneAsset[], durationS: number): Clip[] {
  const clips: Clip[] = []
  let from = 0
  for (let i = 0; sounds.length > 0 && from < durationS && i < backgroundClipsMax; i++) {
    const sound = sounds[i % sounds.length] as SceneAsset
    const length = rounded(Math.min(sound.durationS ?? 0, durationS - from))
    if (length <= 0) break
    const isLast = from + length >= durationS
    clips.push({
      asset: { type: 'audio', src: sound.assetId },
      start: rounded(from),
      length,
      volume: backgroundVolume,
      ...(i === 0 && { fadeIn: rounded(Math.min(backgroundFadeS, length / 2)) }),
      ...(isLast && { fadeOut: rounded(Math.min(backgroundFadeS, length / 2)) }),
    })
    from += length
  }
  return clips
}
