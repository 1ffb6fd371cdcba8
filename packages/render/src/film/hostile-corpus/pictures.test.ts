import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { expect, test } from 'vitest'
import type { ClipInput } from '../../spec/clip.ts'
import { corpusFrames, corpusOutput, expectFrames, refusalsOf } from '../../testing/corpus.ts'
import { mediaSuite } from '../../testing/media-suite.ts'
import { type Picture, type Rgb, pattern, patternBytes, patternInput } from '../../testing/pattern.ts'
import { renderFilm } from '../../testing/render-film.ts'

const suite = mediaSuite()
const landscape = { widthPx: 160, heightPx: 90 }
const portrait = { widthPx: 90, heightPx: 160 }
const flat =
  (...color: Rgb): Picture =>
  () =>
    color

const draw = ({ widthPx, heightPx } = landscape, picture = pattern): Sharp =>
  sharp(patternBytes({ widthPx, heightPx }, 1, picture), { raw: { width: widthPx, height: heightPx, channels: 3 } })
const best = { quality: 95, chromaSubsampling: '4:4:4' }
const filled = (width: number, height: number, background: string): Sharp =>
  sharp({ create: { width, height, channels: 3, background } })

/** What must lie in the file so that it is upright when it is turned as its orientation says. */
const stored: Record<number, Picture> = {
  1: (x, y) => pattern(x, y, 0),
  2: (x, y) => pattern(1 - x, y, 0),
  3: (x, y) => pattern(1 - x, 1 - y, 0),
  4: (x, y) => pattern(x, 1 - y, 0),
  5: (x, y) => pattern(y, x, 0),
  6: (x, y) => pattern(1 - y, x, 0),
  7: (x, y) => pattern(1 - y, 1 - x, 0),
  8: (x, y) => pattern(y, 1 - x, 0),
}

interface RightPicture {
  what: string
  name: string
  make: () => Promise<Buffer | Uint8Array>
  picture?: Picture
  ssim?: number
  colorDistance?: number
  clip?: Partial<ClipInput>
}

const orientations = [1, 2, 3, 4, 5, 6, 7, 8].map(
  (orientation): RightPicture => ({
    what: `a photograph with EXIF orientation ${orientation}`,
    name: `exif-${orientation}.jpg`,
    make: () =>
      draw(orientation > 4 ? portrait : landscape, stored[orientation])
        .withMetadata({ orientation })
        .jpeg(best)
        .toBuffer(),
  }),
)

/** Blue where it is opaque, on the film's red. */
const halfAlpha = async (): Promise<Buffer> => {
  const bytes = Buffer.alloc(160 * 90 * 4)
  for (let i = 0; i < 160 * 90; i++) bytes.set([0, 0, 200, i % 160 < 80 ? 0 : 255], i * 4)
  return sharp(bytes, { raw: { width: 160, height: 90, channels: 4 } })
    .png()
    .toBuffer()
}

const right: RightPicture[] = [
  ...orientations,
  {
    what: 'a PNG with alpha over a background',
    name: 'alpha.png',
    make: halfAlpha,
    picture: (x) => (x < 0.5 ? [204, 0, 0] : [0, 0, 200]),
  },
  {
    what: 'a JPEG in CMYK',
    name: 'cmyk.jpg',
    make: () => draw().toColourspace('cmyk').jpeg(best).toBuffer(),
    colorDistance: 20,
  },
  { what: 'a PNG of 16 bits', name: 'deep.png', make: () => draw().toColourspace('rgb16').png().toBuffer() },
  {
    what: 'a PNG with a palette',
    name: 'palette.png',
    make: () => draw().png({ palette: true, dither: 0 }).toBuffer(),
  },
  {
    what: 'a grey JPEG',
    name: 'grey.jpg',
    make: () => filled(80, 45, '#606060').toColourspace('b-w').jpeg(best).toBuffer(),
    picture: flat(0x60, 0x60, 0x60),
  },
  {
    what: 'a picture of one pixel',
    name: 'one.png',
    make: () => filled(1, 1, '#2080c0').png().toBuffer(),
    picture: flat(0x20, 0x80, 0xc0),
  },
  {
    what: 'a very elongated picture that is shown whole',
    name: 'long.png',
    make: () => filled(8000, 2, '#2080c0').png().toBuffer(),
    clip: { fit: 'contain' },
    picture: (_, y) => (Math.abs(y - 0.5) < 0.006 ? [0x20, 0x80, 0xc0] : [204, 0, 0]),
    ssim: 0.8,
  },
  { what: 'a WebP that calls itself JPEG', name: 'web.jpg', make: () => draw().webp({ quality: 98 }).toBuffer() },
  { what: 'an AVIF that calls itself text', name: 'avif.txt', make: () => draw().avif({ quality: 90 }).toBuffer() },
  {
    what: 'a TIFF of odd size',
    name: 'odd.tiff',
    make: () => draw({ widthPx: 161, heightPx: 91 }).tiff().toBuffer(),
    ssim: 0.9,
  },
]

test.each(right)('$what is seen as it is', async ({ name, make, picture = pattern, clip, ...likeness }) => {
  const src = join(suite.media.dir, name)
  await writeFile(src, await make())
  const clips = [{ asset: { type: 'image' as const, src }, fit: 'fill' as const, length: 0.4, ...clip }]
  const document = { output: corpusOutput, background: '#cc0000', tracks: [{ clips }] }
  expect(await refusalsOf(suite.tools, document)).toEqual([])
  await using film = await renderFilm(suite.tools, document)
  await expectFrames(film, { picture, shows: () => 0, ...likeness })
})

test('an animated GIF shows each of its frames for as long as it says', async () => {
  const { tools, media } = suite
  const input = await patternInput(join(media.dir, 'gif.rgb'), landscape, { frames: corpusFrames })
  const src = await media.ffmpeg('moving.gif', [
    ...input,
    '-vf',
    'split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none',
  ])
  const clips = [{ asset: { type: 'image' as const, src }, fit: 'fill' as const, length: 0.4 }]
  await using film = await renderFilm(tools, { output: corpusOutput, tracks: [{ clips }] })
  await expectFrames(film, { picture: pattern, ssim: 0.85, colorDistance: 14 })
})

/** A PNG whose header claims another size than its pixels have. */
async function claiming(widthPx: number, heightPx: number): Promise<Buffer> {
  const png = await filled(4, 4, '#000000').png().toBuffer()
  png.writeUInt32BE(widthPx, 16)
  png.writeUInt32BE(heightPx, 20)
  return png
}

const entity = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><text y="50">&x;</text></svg>`

const refused: [what: string, name: string, make: () => Promise<Buffer> | string, why: RegExp][] = [
  ['a picture that claims 50,000 × 50,000 pixels', 'bomb.png', () => claiming(50_000, 50_000), /50000×50000/],
  ['a picture whose data do not fit its header', 'lie.png', () => claiming(400, 400), /damaged/],
  ['a drawing with an external entity that calls itself PNG', 'drawing.png', () => entity, /no picture/],
  [
    'a JPEG that ends in the middle',
    'cut.jpg',
    async () => (await draw().jpeg(best).toBuffer()).subarray(0, 3000),
    /damaged/,
  ],
  [
    'a very elongated picture that is to fill the frame',
    'thin.png',
    () => filled(8000, 2, '#fff').png().toBuffer(),
    /elongated/,
  ],
  ['an empty file', 'empty.png', () => '', /empty/],
]

test.each(refused)('%s is refused where it is named', async (_, name, make, why) => {
  const src = join(suite.media.dir, name)
  await writeFile(src, await make())
  const clips = [
    { asset: { type: 'color', color: '#000000' }, length: 1 },
    { asset: { type: 'image', src }, length: 1 },
  ]
  const issues = await refusalsOf(suite.tools, { output: { width: 1280, height: 720, fps: 25 }, tracks: [{ clips }] })
  expect(issues).toMatchObject([
    { path: ['tracks', 0, 'clips', 1, 'asset', 'src'], message: expect.stringMatching(why) },
  ])
  expect(issues[0]?.message).not.toContain(suite.media.dir)
})
