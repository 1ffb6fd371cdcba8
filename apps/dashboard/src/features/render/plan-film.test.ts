import { describe, expect, test } from 'vitest'
import { makeAsset, makeSong, makeVideo } from '../../testing/make-asset.ts'
import { type FilmDocument, defaultSettings, planFilm } from './plan-film.ts'
import { noPicks } from './selection.ts'

const hard = { ...defaultSettings, hasCrossfades: false }
const pictures = [makeAsset('a'), makeAsset('b'), makeAsset('c')]

type Clips = FilmDocument['tracks'][number]['clips']

function clipsOf(document: FilmDocument | null): Clips {
  return document?.tracks[0]?.clips ?? []
}

/** When each clip begins and how long it is; "end" is `endS`. */
function times(document: FilmDocument | null, endS = 0): [number, number][] {
  return clipsOf(document).map(({ start, length }) => [
    Number(start),
    length === 'end' ? endS - Number(start) : Number(length),
  ])
}

describe('without a song', () => {
  test('pictures follow each other, each for the seconds that were asked for', () => {
    const film = planFilm({ shots: pictures, song: null }, { ...hard, secondsPerPicture: 2.5 })
    expect(times(film)).toEqual([
      [0, 2.5],
      [2.5, 2.5],
      [5, 2.5],
    ])
    expect(film?.tracks).toHaveLength(1)
  })

  test('a video lasts as long as it is, with its sound', () => {
    const film = planFilm({ shots: [makeVideo('v', 7), makeAsset('a')], song: null }, hard)
    expect(times(film)).toEqual([
      [0, 7],
      [7, 4],
    ])
    expect(clipsOf(film)[0]?.volume).toBeUndefined()
  })

  test('crossfades overlap, and no video is stretched by them', () => {
    const film = planFilm({ shots: [makeVideo('v', 7), makeAsset('a')], song: null }, defaultSettings)
    expect(times(film)).toEqual([
      [0, 7],
      [6.4, 4],
    ])
    expect(clipsOf(film).map(({ fadeIn, fadeOut }) => [fadeIn, fadeOut])).toEqual([
      [0.6, undefined],
      [0.6, 0.6],
    ])
  })

  test('two fades never take more than two thirds of the shortest shot', () => {
    const film = planFilm({ shots: [makeVideo('v', 0.9), makeAsset('a')], song: null }, defaultSettings)
    expect(clipsOf(film)[0]?.fadeIn).toBe(0.3)
  })
})

describe('with a song', () => {
  test('pictures share its length equally, and the song decides', () => {
    const film = planFilm({ shots: pictures, song: makeSong(12) }, hard)
    expect(times(film, 12)).toEqual([
      [0, 4],
      [4, 4],
      [8, 4],
    ])
    expect(film?.tracks[1]).toEqual({
      clips: [{ asset: { type: 'audio', src: 'song' } }],
      parentDurationDecider: true,
    })
  })

  test('with crossfades, too, the last picture begins in time and reaches to its end', () => {
    const film = planFilm({ shots: pictures, song: makeSong(12) }, defaultSettings)
    const [first, , last] = times(film, 12)
    expect(first?.[1]).toBeCloseTo(4.4)
    expect(last?.[1]).toBeCloseTo(4.4)
    expect(clipsOf(film).at(-1)?.length).toBe('end')
  })

  test('pictures take the time that a short video leaves, and videos are silent', () => {
    const film = planFilm({ shots: [makeAsset('a'), makeVideo('v', 2), makeAsset('b')], song: makeSong(12) }, hard)
    expect(times(film, 12)).toEqual([
      [0, 5],
      [5, 2],
      [7, 5],
    ])
    expect(clipsOf(film)[1]?.volume).toBe(0)
  })

  test('videos that are over before the song begin again, none longer than it is', () => {
    const film = planFilm({ shots: [makeVideo('v', 5), makeVideo('w', 3)], song: makeSong(20) }, defaultSettings)
    const spans = times(film, 20)
    expect(clipsOf(film).map(({ asset }) => 'src' in asset && asset.src)).toEqual(['v', 'w', 'v', 'w', 'v', 'w'])
    for (const [at, [, length]] of spans.entries()) expect(length).toBeLessThanOrEqual((at % 2 === 0 ? 5 : 3) + 1e-6)
  })

  test('never more clips than a film may have', () => {
    const film = planFilm({ shots: [makeVideo('v', 1)], song: makeSong(3_000) }, defaultSettings)
    expect(clipsOf(film)).toHaveLength(200)
  })
})

test('each picture has its own camera move, or none', () => {
  const moves = (hasMotion: boolean) =>
    clipsOf(planFilm({ shots: pictures, song: null }, { ...hard, hasMotion })).map(({ motion }) => motion?.type)
  expect(moves(true)).toEqual(['zoomIn', 'panRight', 'zoomOut'])
  expect(moves(false)).toEqual([undefined, undefined, undefined])
})

test('a picture that stands where the film lies is shown whole', () => {
  const shots = [makeAsset('standing', { widthPx: 900, heightPx: 1600 }), makeAsset('lying')]
  const fits = (format: 'landscape' | 'portrait') =>
    clipsOf(planFilm({ shots, song: null }, { ...hard, format })).map(({ fit }) => fit)
  expect(fits('landscape')).toEqual(['contain-blur', undefined])
  expect(fits('portrait')).toEqual([undefined, 'contain-blur'])
})

test('there is no film of nothing, nor of sound alone', () => {
  expect(planFilm(noPicks, hard)).toBeNull()
  expect(planFilm({ shots: [], song: makeSong(12) }, hard)).toBeNull()
})
