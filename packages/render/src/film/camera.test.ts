import { expect, test } from 'vitest'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'

const suite = mediaSuite()

test('a camera moves an edge by the same part of a pixel in every frame', async () => {
  const { media } = suite
  const photo = await media.image('shake.png', { widthPx: 320, heightPx: 160, color: '#000000', rightColor: '#ffffff' })
  const motion = { type: 'kenBurns' as const, from: { x: 0.45, scale: 1.25 }, to: { x: 0.55, scale: 1.25 } }
  await using shown = await renderFilm(suite.tools, {
    tracks: [{ clips: [{ asset: { type: 'image', src: photo }, length: 4, motion }] }],
    output: { width: 160, height: 80, fps: 20, quality: 'high' },
  })
  // Where the edge is: how much of the row is black.
  const edges = await Promise.all(
    Array.from({ length: 78 }, async (_, i) => {
      const frame = await shown.frame(i + 1)
      return Array.from({ length: 160 }, (__, x) => 1 - frame((x + 0.5) / 160, 0.5).g / 255).reduce((a, b) => a + b)
    }),
  )
  // One that rounds to whole pixels would stand still, and then move by one.
  const steps = edges.slice(1).map((edge, i) => edge - (edges[i] ?? 0))
  const mean = steps.reduce((a, b) => a + b) / steps.length
  // A tenth of the picture in four seconds, at a quarter more than its size.
  expect(mean).toBeCloseTo(-(160 * 0.1 * 1.25) / 79, 1)
  for (const step of steps) expect(Math.abs(step - mean)).toBeLessThan(0.25)
})
