import { expect, test } from 'vitest'
import type { Scene, SceneAsset } from './read-scenes.ts'
import { timeScenes } from './time-scenes.ts'

const options = { secondsPerNode: 'auto', captions: true, maxS: 300, maxClips: 180 } as const
const scene = (text: string, more: Partial<Scene> = {}): Scene => ({
  nodeId: text.slice(0, 8),
  title: 'A scene',
  text,
  shots: [],
  sounds: [],
  ...more,
})
const asset = (type: SceneAsset['type'], durationS: number | null): SceneAsset => ({
  assetId: `${type} ${durationS}`,
  type,
  durationS,
})
const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}.`).join(' ')

test('a scene lasts as long as its words take to be read, its sound to be heard, its video to be seen: three seconds at least', () => {
  const timed = timeScenes(
    [
      scene('Short.'),
      scene(words(25)),
      scene('Spoken.', { sounds: [asset('audio', 12.5), asset('audio', 2)] }),
      scene('', { shots: [asset('video', 7), asset('video', 90)] }),
    ],
    options,
  )
  expect(timed.map(({ startS, lengthS }) => [startS, lengthS])).toEqual([
    [0, 3],
    [3, 10],
    [13, 14.5],
    [27.5, 17],
  ])
})

test('captions fill their scene one after another, longer ones for longer', () => {
  const [timed] = timeScenes([scene('One. A sentence of several words. Two.')], { ...options, secondsPerNode: 10 })
  const captions = timed?.captions ?? []
  expect(captions.map(({ text }) => text)).toEqual(['One.', 'A sentence of several words.', 'Two.'])
  let at = 0
  for (const { startS, lengthS } of captions) {
    expect(startS).toBeCloseTo(at, 3)
    at = startS + lengthS
  }
  expect(at).toBeCloseTo(10, 3)
  expect(captions[1]?.lengthS).toBeGreaterThan((captions[0]?.lengthS ?? 0) * 3)
})

test('scenes that the film has no room for are left to the next film', () => {
  const scenes = Array.from({ length: 50 }, () => scene('Hello.'))
  expect(timeScenes(scenes, { ...options, maxS: 10 })).toHaveLength(3)
  const short = { ...options, secondsPerNode: 1 }
  const clips = timeScenes(scenes, { ...short, maxClips: 30 })
  expect(clips).toHaveLength(10)
})

test('a first scene that is too long is shown as far as it goes, and says so', () => {
  const [timed, ...others] = timeScenes([scene(words(2_000)), scene('Next.')], { ...options, maxS: 60 })
  expect(others).toEqual([])
  expect(timed).toMatchObject({ lengthS: 60, isCut: true })
  expect(timed?.captions.length).toBeGreaterThan(20)
  for (const { lengthS } of timed?.captions ?? []) expect(lengthS).toBeGreaterThan(0.5)
  const [hurried] = timeScenes([scene(words(100))], { ...options, secondsPerNode: 5 })
  expect(hurried?.captions).toHaveLength(5)
  expect(timeScenes([scene('Words.')], { ...options, captions: false })[0]).toMatchObject({
    captions: [],
    isCut: false,
  })
})
