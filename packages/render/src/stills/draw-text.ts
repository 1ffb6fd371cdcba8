import sharp from 'sharp'
import type { TextStill } from '../plan/timeline.ts'
import { fallbackFont } from '../spec/fonts.ts'
import { pangoMarkup } from './pango-markup.ts'

/** Text as a PNG with alpha, just as large as it is: shaped, wrapped and coloured by Pango. */
export async function drawText(still: TextStill, output: string): Promise<void> {
  const letters = await sharp({
    text: {
      text: pangoMarkup(still.text, still),
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
  const { width, height } = letters.info
  const even = (px: number) => Math.ceil((px + 2 * still.paddingPx) / 2) * 2
  await sharp({
    create: { width: even(width), height: even(height), channels: 4, background: still.background ?? '#00000000' },
  })
    .composite([{ input: letters.data, left: still.paddingPx, top: still.paddingPx }])
    .png({ compressionLevel: 1 })
    .toFile(output)
}
