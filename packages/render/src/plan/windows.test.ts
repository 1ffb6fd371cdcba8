import { expect, test } from 'vitest'
import type { PictureClip } from './timeline.ts'
import { picturesIn, planWindows } from './windows.ts'

const rate = { num: 25, den: 1 }

function clips(...spans: [number, number][]): PictureClip[] {
  return spans.map(([startFrame, frames]) => ({ startFrame, frames }) as PictureClip)
}

function slideshow(count: number, frames: number, overlap: number): PictureClip[] {
  return clips(...Array.from({ length: count }, (_, i): [number, number] => [i * frames, frames + overlap]))
}

test('a film of few pictures is one window', () => {
  expect(planWindows({ rate, frames: 400, pictures: slideshow(4, 100, 0) })).toEqual([{ fromFrame: 0, toFrame: 400 }])
  expect(planWindows({ rate, frames: 10, pictures: [] })).toEqual([{ fromFrame: 0, toFrame: 10 }])
})

test('a long slideshow opens no more than four pictures at a time, and its windows cover it exactly', () => {
  const pictures = slideshow(60, 50, 12)
  const windows = planWindows({ rate, frames: 3000, pictures })
  expect(windows.length).toBeGreaterThan(10)
  for (const [i, window] of windows.entries()) {
    expect(picturesIn(pictures, window).length).toBeLessThanOrEqual(4)
    expect(window.fromFrame).toBe(windows[i - 1]?.toFrame ?? 0)
    expect(window.toFrame - window.fromFrame).toBeGreaterThanOrEqual(50)
  }
  expect(windows.at(-1)?.toFrame).toBe(3000)
})

test('no window is too short to be joined, however short the clips', () => {
  const pictures = slideshow(200, 5, 0)
  const windows = planWindows({ rate, frames: 1000, pictures })
  for (const { fromFrame, toFrame } of windows) expect(toFrame - fromFrame).toBeGreaterThanOrEqual(50)
})

test('a cut that would only open the same pictures again is not made', () => {
  const background = Array.from({ length: 6 }, (): [number, number] => [0, 1000])
  const titles = Array.from({ length: 9 }, (_, i): [number, number] => [i * 100, 90])
  expect(planWindows({ rate, frames: 1000, pictures: clips(...background, ...titles.slice(0, 2)) })).toHaveLength(1)
})
