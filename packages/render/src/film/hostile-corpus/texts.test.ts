import { expect, test } from 'vitest'
import { mediaSuite } from '../../testing/media-suite.ts'
import { renderFilm } from '../../testing/render-film.ts'
import type { FrameReader } from '../../testing/read-frames.ts'

const suite = mediaSuite()
const [width, height] = [240, 90]

/** Where letters stand: the extent of what is not the background, in pixels. */
function inkOf(frame: FrameReader): { left: number; right: number; rows: number; pixels: number } {
  const lit = Array.from({ length: width * height }, (_, i) => {
    const { r, g, b } = frame(((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height)
    return Math.max(r, g, b) > 110 ? [[i % width, Math.floor(i / width)] as const] : []
  }).flat()
  const columns = lit.map(([column]) => column)
  return {
    left: Math.min(...columns),
    right: Math.max(...columns),
    rows: new Set(lit.map(([, row]) => row)).size,
    pixels: lit.length,
  }
}

async function draw(text: string, more: { fontFamily?: string; align?: 'left' } = {}) {
  const asset = { type: 'text' as const, text, fontSize: 16, color: '#ffffff', ...more }
  await using film = await renderFilm(suite.tools, {
    output: { width, height, fps: 25 },
    tracks: [{ clips: [{ asset, length: 0.2 }] }],
  })
  return { ink: inkOf(await film.frame(2)), warnings: film.warnings }
}

test.each([
  ['Latin', 'Hamburg'],
  ['right-to-left words', 'مرحبا بالعالم'],
  ['Hebrew and numbers', 'שלום 123 עולם'],
  ['emoji of several parts', '👩‍👩‍👧 🇪🇺 👍🏽'],
  ['letters with several marks', 'Ẩ ộ Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘'],
  ['syntax of drawtext', "%{pts}:textfile=/etc/hostname:x='1'\\,[in]"],
  ['markup', '<b>&amp;</b> <!-- x --> ]]>'],
  ['half of a surrogate pair', 'a\ud800b'],
])('%s are drawn', async (_, text) => {
  const { ink, warnings } = await draw(text)
  expect(ink.pixels).toBeGreaterThan(40)
  expect(warnings).toEqual([])
})

test('line breaks break lines, and a tab is room', async () => {
  const [one, three, far] = await Promise.all([draw('MM'), draw('MM\nMM\nMM'), draw('M\tM')])
  expect(three.ink.rows / one.ink.rows).toBeCloseTo(3, 0)
  expect(far.ink.right - far.ink.left).toBeGreaterThan(one.ink.right - one.ink.left + 10)
})

test('markup is as wide as it is written, and not what it would mean', async () => {
  const [written, meant] = await Promise.all([draw('<b>MM</b>'), draw('MM')])
  expect(written.ink.right - written.ink.left).toBeGreaterThan(2 * (meant.ink.right - meant.ink.left))
})

test('a font that is not installed is replaced, and the film says so', async () => {
  const [missing, plain] = await Promise.all([draw('Hamburg', { fontFamily: 'Nowhere Sans' }), draw('Hamburg')])
  expect(missing.warnings).toEqual(['The font "Nowhere Sans" is not installed; DejaVu Sans is used.'])
  expect(missing.ink).toEqual(plain.ink)
})
