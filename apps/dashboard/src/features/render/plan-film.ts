import type { Asset, RenderInput } from '@cronicl/client'
import type { Picks } from './selection.ts'

export interface FilmSettings {
  format: 'landscape' | 'portrait'
  /** How long a picture is seen when no song decides. */
  secondsPerPicture: number
  hasMotion: boolean
  hasCrossfades: boolean
}

export const defaultSettings: FilmSettings = {
  format: 'landscape',
  secondsPerPicture: 4,
  hasMotion: true,
  hasCrossfades: true,
}

export type FilmDocument = Pick<RenderInput, 'output'> & { tracks: NonNullable<RenderInput['tracks']> }
type Clip = FilmDocument['tracks'][number]['clips'][number]

const sizes = { landscape: { width: 1280, height: 720 }, portrait: { width: 720, height: 1280 } } as const
const moves = ['zoomIn', 'panRight', 'zoomOut', 'panLeft'] as const
const crossfadeS = 0.6
const clipsMax = 200

/**
 * The document of the film that was picked; null when nothing is to be seen. With a song the shots share its length:
 * equal parts, but no video lasts longer than it is, and videos alone are shown again until the song is over.
 */
export function planFilm({ shots, song }: Picks, settings: FilmSettings): FilmDocument | null {
  const songS = song?.durationMs ? song.durationMs / 1_000 : null
  const cast = songS === null ? shots : repeated(shots, songS)
  if (cast.length === 0) return null
  const fadeS = settings.hasCrossfades ? fadeOf(cast, songS, settings) : 0
  // What overlaps is seen twice, so the parts add up to more than the song.
  const lengths =
    songS === null
      ? cast.map((shot) => ownLength(shot) ?? settings.secondsPerPicture)
      : share(cast, songS + (cast.length - 1) * fadeS)
  let startS = 0
  const clips = cast.map((shot, at): Clip => {
    const length = lengths[at] ?? 0
    const isLast = at === cast.length - 1
    const clip: Clip = {
      ...clipOf(shot, { at, settings, isMuted: song !== null }),
      start: rounded(startS),
      length: isLast && songS !== null ? 'end' : rounded(length),
      ...(fadeS > 0 ? { fadeIn: rounded(fadeS) } : {}),
      ...(fadeS > 0 && isLast ? { fadeOut: rounded(fadeS) } : {}),
    }
    startS += length - fadeS
    return clip
  })
  const tracks: FilmDocument['tracks'] = [{ clips }]
  if (song) tracks.push({ clips: [{ asset: { type: 'audio', src: song.id } }], parentDurationDecider: true })
  return { output: { format: 'mp4', ...sizes[settings.format], fps: 25 }, tracks }
}

function clipOf(
  shot: Asset,
  how: { at: number; settings: FilmSettings; isMuted: boolean },
): Pick<Clip, 'asset'> & Partial<Clip> {
  const { at, settings, isMuted } = how
  if (shot.type === 'video')
    return { asset: { type: 'video', src: shot.id }, ...fitOf(shot, settings), ...(isMuted ? { volume: 0 } : {}) }
  const type = moves[at % moves.length] ?? 'zoomIn'
  return {
    asset: { type: 'image', src: shot.id },
    ...fitOf(shot, settings),
    ...(settings.hasMotion ? { motion: { type } } : {}),
  }
}

/** Filling the frame would cut most of a picture that stands where the film lies: it is shown whole on a blur of itself. */
function fitOf({ widthPx, heightPx }: Asset, { format }: FilmSettings): Pick<Clip, 'fit'> {
  if (!widthPx || !heightPx) return {}
  const { width, height } = sizes[format]
  const ratio = widthPx / heightPx / (width / height)
  return Math.max(ratio, 1 / ratio) > 1.7 ? { fit: 'contain-blur' } : {}
}

/** Equal parts of `totalS`, except that a video takes no more than it has; the others share what it leaves. */
function share(cast: readonly Asset[], totalS: number): number[] {
  const lengths = new Map<number, number>()
  let left = totalS
  const byLength = cast.map((shot, at) => ({ at, own: ownLength(shot) ?? Infinity })).sort((a, b) => a.own - b.own)
  byLength.forEach(({ at, own }, done) => {
    const length = Math.min(own, left / (cast.length - done))
    lengths.set(at, length)
    left -= length
  })
  return cast.map((_, at) => lengths.get(at) ?? 0)
}

/** Videos alone may be over before the song is: they begin again. */
function repeated(shots: readonly Asset[], songS: number): readonly Asset[] {
  const roundS = shots.reduce((sum, shot) => sum + Math.max(0.1, (ownLength(shot) ?? Infinity) - crossfadeS), 0)
  if (shots.length === 0 || roundS >= songS) return shots
  const count = Math.min(clipsMax, Math.ceil((songS / roundS) * shots.length))
  return Array.from({ length: count }, (_, at) => shots[at % shots.length] as Asset)
}

/** Short shots get short fades: two of them never take more than two thirds of a shot. */
function fadeOf(cast: readonly Asset[], songS: number | null, { secondsPerPicture }: FilmSettings): number {
  const stillS = songS === null ? secondsPerPicture : songS / cast.length
  return Math.min(crossfadeS, ...cast.map((shot) => Math.min(stillS, ownLength(shot) ?? stillS) / 3))
}

/** Seconds that a shot lasts by itself; null for a picture. */
function ownLength({ type, durationMs }: Asset): number | null {
  return type === 'video' && durationMs ? durationMs / 1_000 : null
}

/** Whole microseconds, which is what the server counts in. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6
}
