import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { cpuOfFfmpeg } from './run-child.ts'

export interface BenchMedia {
  photos: string[]
  song: string
  /** Twelve seconds of movement with a sound, 1280×720 at 25. */
  clips: string[]
}

/** Photographs, a song and clips of known content: the same on every machine, so that runs can be compared. */
export async function makeBenchMedia(dir: string): Promise<BenchMedia> {
  await mkdir(dir, { recursive: true })
  const photos: string[] = []
  for (const [i, hue] of [20, 110, 200, 290].entries()) {
    const path = join(dir, `photo-${i}.jpg`)
    await photo(hue, path)
    photos.push(path)
  }
  const song = join(dir, 'song.mp3')
  await cpuOfFfmpeg([
    ...['-f', 'lavfi', '-i', 'sine=frequency=330:duration=41', '-f', 'lavfi', '-i', 'anoisesrc=a=0.1:c=pink:d=41'],
    ...['-filter_complex', 'amix=inputs=2,aformat=channel_layouts=stereo', '-b:a', '192k', song],
  ])
  const clips: string[] = []
  for (const i of [0, 1, 2]) {
    const path = join(dir, `clip-${i}.mp4`)
    await cpuOfFfmpeg([
      ...['-f', 'lavfi', '-i', `testsrc2=s=1280x720:r=25:d=20,hue=h=${i * 90},noise=alls=6:allf=t`],
      ...['-f', 'lavfi', '-i', `sine=frequency=${220 + i * 110}:duration=20`, '-ac', '2'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p', '-shortest', path],
    ])
    clips.push(path)
  }
  return { photos, song, clips }
}

/** A picture of 12 megapixels with as much in it as a photograph has. */
async function photo(hue: number, path: string): Promise<void> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 }
  const grain = await sharp({ create: { width: 4000, height: 3000, channels: 3, noise, background: '#888888' } })
    .blur(3)
    .modulate({ hue })
    .png({ compressionLevel: 0 })
    .toBuffer()
  await sharp(grain).tint(`hsl(${hue}, 70%, 55%)`).jpeg({ quality: 90 }).toFile(path)
}
