import sharp, { type OverlayOptions } from 'sharp'
import type { TextStill } from '../plan/timeline.ts'
import { fallbackFont } from '../spec/fonts.ts'
import { grownMask, type Mask } from './outline-alpha.ts'
import { pangoMarkup } from './pango-markup.ts'

/**
 * Text as a PNG with alpha, just as large as it is with its box, outline and shadow: shaped, wrapped and coloured by
 * Pango, and above those.
 */
export async function drawText(still: TextStill, output: string): Promise<void> {
  const letters = await drawLetters(still)
  const around = Math.ceil(still.outline?.widthPx ?? 0)
  const reach = reachOf(still)
  const even = (px: number) => 2 * Math.ceil((px + 2 * (still.paddingPx + around + reach)) / 2)
  const [width, height] = [even(letters.width), even(letters.height)]
  const place = { left: reach + around + still.paddingPx, top: reach + around + still.paddingPx }
  const canvas = { create: { width, height, channels: 4, background: '#00000000' } } as const
  const front: OverlayOptions[] = [{ input: letters.png, ...place }]
  if (still.outline) {
    const mask = grownMask(await maskOf(letters.png, { width, height, ...place }), still.outline.widthPx)
    front.unshift({ input: await tinted(mask, still.outline.color), left: 0, top: 0 })
  }
  const words = await sharp(canvas).composite(front).png({ compressionLevel: 1 }).toBuffer()
  const behind = [
    ...boxLayers(still, { width: width - 2 * reach, height: height - 2 * reach, reach }),
    ...(await shadowLayers(still, words)),
  ]
  await sharp(canvas)
    .composite([...behind, { input: words, left: 0, top: 0 }])
    .png({ compressionLevel: 1 })
    .toFile(output)
}

async function drawLetters(still: TextStill): Promise<{ png: Buffer; width: number; height: number }> {
  const letters = await sharp({
    text: {
      text: pangoMarkup(still),
      // At 72 dots an inch, points are pixels.
      font: `${still.fontFamily}, ${fallbackFont} ${still.fontSizePx}`,
      dpi: 72,
      width: still.maxWidthPx,
      align: still.align === 'center' ? 'centre' : still.align,
      wrap: 'word-char',
      rgba: true,
    },
  })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
  return { png: letters.data, width: letters.info.width, height: letters.info.height }
}

/** How far beyond the box a shadow may fall. */
function reachOf({ shadow }: TextStill): number {
  return shadow ? Math.ceil(Math.max(Math.abs(shadow.xPx), Math.abs(shadow.yPx)) + 2 * shadow.blurPx) : 0
}

/** Numbers and a colour of ours alone stand in this SVG. */
function boxLayers(
  { background, radiusPx }: TextStill,
  { width, height, reach }: { width: number; height: number; reach: number },
): OverlayOptions[] {
  if (background === null) return []
  const opacity = background.length === 9 ? Number.parseInt(background.slice(7), 16) / 255 : 1
  const rect = `<rect width="${width}" height="${height}" rx="${radiusPx}" fill="${background.slice(0, 7)}" fill-opacity="${opacity}"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${rect}</svg>`
  return [{ input: Buffer.from(svg), left: reach, top: reach }]
}

async function shadowLayers({ shadow }: TextStill, words: Buffer): Promise<OverlayOptions[]> {
  if (!shadow) return []
  const { data, info } = await sharp(words).extractChannel('alpha').raw().toBuffer({ resolveWithObject: true })
  const mask = shifted({ data, width: info.width, height: info.height }, shadow)
  const raw = sharp(mask.data, { raw: { width: mask.width, height: mask.height, channels: 1 } })
  const soft = shadow.blurPx < 0.6 ? raw : raw.blur(shadow.blurPx / 2)
  const blurred = await soft.extractChannel(0).raw().toBuffer()
  return [{ input: await tinted({ ...mask, data: blurred }, shadow.color), left: 0, top: 0 }]
}

function shifted({ data, width, height }: Mask, { xPx, yPx }: { xPx: number; yPx: number }): Mask {
  const moved = new Uint8Array(data.length)
  for (let y = Math.max(0, yPx); y < Math.min(height, height + yPx); y++)
    for (let x = Math.max(0, xPx); x < Math.min(width, width + xPx); x++)
      moved[y * width + x] = data[(y - yPx) * width + x - xPx] as number
  return { data: moved, width, height }
}

/** How much of each pixel a picture at its place covers. */
async function maskOf(png: Buffer, at: { width: number; height: number; left: number; top: number }): Promise<Mask> {
  const { width, height, left, top } = at
  const whole = sharp({ create: { width, height, channels: 4, background: '#00000000' } })
  const placed = await whole
    .composite([{ input: png, left, top }])
    .png({ compressionLevel: 1 })
    .toBuffer()
  return { data: await sharp(placed).extractChannel('alpha').raw().toBuffer(), width, height }
}

/** A mask in one colour, `#rrggbb` or `#rrggbbaa`. */
async function tinted({ data, width, height }: Mask, color: string): Promise<Buffer> {
  const [r = 0, g = 0, b = 0, a = 255] = (color.slice(1).match(/../g) ?? []).map((part) => Number.parseInt(part, 16))
  const pixels = new Uint8Array(data.length * 4)
  for (let i = 0; i < data.length; i++) pixels.set([r, g, b, Math.round(((data[i] as number) * a) / 255)], i * 4)
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 1 })
    .toBuffer()
}
