import sharp from 'sharp'
import { tooLarge } from '../../media/upload-file.ts'
import { maxFrameBytes } from './frame-format.ts'
import type { FrameFacts } from './read-frame.ts'

/** The frame turned as it is meant to be seen, without its metadata: where it was taken is nobody's business. */
export async function uprightFrame(
  from: string,
  to: string,
  facts: FrameFacts,
): Promise<{ path: string; facts: FrameFacts }> {
  const picture = sharp(from).autoOrient()
  const written =
    facts.mimeType === 'image/png'
      ? picture.png()
      : facts.mimeType === 'image/webp'
        ? picture.webp({ quality: 92 })
        : picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
  const { size, width, height } = await written.toFile(to)
  if (size > maxFrameBytes) throw tooLarge(maxFrameBytes)
  return { path: to, facts: { ...facts, sizeBytes: size, widthPx: width, heightPx: height, isPlain: true } }
}
