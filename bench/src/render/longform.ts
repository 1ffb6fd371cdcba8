import type { RenderDocumentInput } from '@cronicl/render'
import { encoding } from './handwritten.ts'
import type { BenchMedia } from './media.ts'

export function longform({ photos, song }: BenchMedia, seconds: number): RenderDocumentInput {
  return {
    mode: 'longform',
    output: { width: 1280, height: 720, fps: 25 },
    duration: seconds,
    backgrounds: photos.map((src) => ({ src })),
    audio: [{ src: song }],
    repeatAudio: true,
  }
}

/** The same film in one pass, as it is usually written: each picture an input of its own, a chain of crossfades. */
export function longformCommand({ photos, song }: BenchMedia, seconds: number): string[] {
  const count = Math.ceil(seconds / 10)
  const songs = Math.ceil(seconds / 41)
  const inputs = Array.from({ length: count }, (_, i) => photos[i % photos.length] as string)
  const scaled = inputs.map(
    (_, i) =>
      `[${i}:v]scale=1280:720:force_original_aspect_ratio=increase,crop=1280:720,setsar=1,format=yuv420p[p${i}]`,
  )
  const fades = inputs
    .slice(1)
    .map((_, i) => `[${i === 0 ? 'p0' : `x${i}`}][p${i + 1}]xfade=fade:duration=1:offset=${(i + 1) * 10}[x${i + 1}]`)
  const heard = Array.from({ length: songs }, (_, i) => `[${count + i}:a]afade=in:d=2,afade=out:st=39:d=2[s${i}]`)
  const graph = [
    ...scaled,
    ...fades,
    ...heard,
    `${heard.map((_, i) => `[s${i}]`).join('')}concat=n=${songs}:v=0:a=1[sound]`,
  ]
  return [
    ...inputs.flatMap((path) => ['-loop', '1', '-framerate', '25', '-t', '11', '-i', path]),
    ...Array.from({ length: songs }, () => ['-i', song]).flat(),
    ...['-filter_complex', graph.join(';'), '-map', count > 1 ? `[x${count - 1}]` : '[p0]', '-map', '[sound]'],
    ...['-t', String(seconds), ...encoding],
  ]
}
