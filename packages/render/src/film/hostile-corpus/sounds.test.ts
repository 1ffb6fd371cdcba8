import { expect, test } from 'vitest'
import { corpusOutput } from '../../testing/corpus.ts'
import { mediaSuite } from '../../testing/media-suite.ts'
import { renderFilm } from '../../testing/render-film.ts'

const suite = mediaSuite()
const sine = (more: string) => ['-f', 'lavfi', '-i', `sine=frequency=480:${more}`]
const green = (seconds: number) => ['-f', 'lavfi', '-i', `color=0x008000:s=64x36:r=25:d=${seconds}`]
/** Root mean square of FFmpeg's sine. */
const full = 0.125 / Math.SQRT2

interface RightSound {
  what: string
  name: string
  args: string[]
  type?: 'audio' | 'video'
  /** How loud it is in its first 0.4 s, and in the second that follows. */
  loud: number
  after?: number
}

const right: RightSound[] = [
  { what: 'one channel of 22 kHz', name: 'low.wav', args: sine('sample_rate=22050:d=2'), loud: full, after: full },
  { what: 'one channel of 8 kHz', name: 'phone.wav', args: sine('sample_rate=8000:d=2'), loud: full, after: full },
  { what: 'samples of 192 kHz', name: 'high.flac', args: sine('sample_rate=192000:d=2'), loud: full, after: full },
  {
    what: 'six channels, of which the middle speaks',
    name: 'six.mkv',
    args: [...sine('d=2'), '-af', 'pan=5.1|FC=c0', '-c:a', 'ac3', '-b:a', '448k'],
    // As Dolby mixes it down: 3 dB less on both sides.
    loud: full * Math.SQRT1_2,
    after: full * Math.SQRT1_2,
  },
  {
    what: 'a song with a cover',
    name: 'cover.mp3',
    args: [...sine('d=2'), ...green(0.04), '-map', '0', '-map', '1', '-c:v', 'mjpeg', '-disposition:v', 'attached_pic'],
    loud: full,
    after: full,
  },
  {
    what: 'sound that is shorter than its picture',
    name: 'short.mp4',
    args: [...green(2), ...sine('sample_rate=48000:d=0.5')],
    type: 'video',
    loud: full,
    after: 0,
  },
  {
    what: 'a track of sound in which there is nothing',
    name: 'nothing.mkv',
    args: [...green(2), ...sine('d=1'), '-map', '0', '-map', '1', '-af', 'atrim=end=0', '-c:v', 'libx264'],
    type: 'video',
    loud: 0,
    after: 0,
  },
  {
    what: 'a stream whose beginning is at 100 s',
    name: 'late.ts',
    args: [...sine('sample_rate=48000:d=2'), '-c:a', 'aac', '-output_ts_offset', '100'],
    loud: full,
    after: full,
  },
  {
    what: 'Opus in Ogg',
    name: 'opus.ogg',
    args: [...sine('sample_rate=48000:d=2'), '-c:a', 'libopus'],
    loud: full,
    after: full,
  },
]

test.each(right)('$what is heard as it is', async ({ name, args, type = 'audio', loud, after = 0 }) => {
  const src = await suite.media.ffmpeg(name, args)
  const clips = [{ asset: { type, src }, length: 1.6 }]
  const black = { clips: [{ asset: { type: 'color' as const, color: '#000000' }, length: 1.6 }] }
  await using film = await renderFilm(suite.tools, { output: corpusOutput, tracks: [black, { clips }] })
  expect(await film.samples()).toBe(1.6 * 48_000)
  const sound = await film.sound()
  expect(sound.level(0.1, 0.4)).toBeCloseTo(loud, 2)
  expect(sound.level(0.7, 1.5)).toBeCloseTo(after, 2)
  expect(await film.complaints()).toBe('')
})
