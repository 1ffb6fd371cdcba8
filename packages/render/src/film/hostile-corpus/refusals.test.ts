import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { locateTools } from '../../ffmpeg/locate-tools.ts'
import { probe } from '../../ffmpeg/probe.ts'
import { corpusOutput, refusalsOf } from '../../testing/corpus.ts'
import { mediaSuite } from '../../testing/media-suite.ts'

const suite = mediaSuite()

interface Refusal {
  what: string
  name: string
  type?: 'video' | 'audio' | 'image'
  make: () => Promise<Uint8Array | string>
  why: RegExp
}

const clip = async (name: string, args: string[] = []): Promise<Buffer> =>
  readFile(await suite.media.video(name, { widthPx: 64, heightPx: 36, seconds: 0.4, args }))

/** Numbers of 32 bits that stand some bytes after a word, replaced. */
function patched(bytes: Buffer, word: string, at: readonly number[], value: number): Buffer {
  const copy = Buffer.from(bytes)
  for (let from = copy.indexOf(word); from >= 0; from = copy.indexOf(word, from + 4))
    for (const offset of at) copy.writeUInt32BE(value, from + offset)
  return copy
}

const refusals: Refusal[] = [
  {
    what: 'an MP4 whose index is missing',
    name: 'no-index.mp4',
    make: async () => {
      const whole = await clip('whole.mp4')
      return whole.subarray(0, whole.indexOf('moov') - 4)
    },
    why: /can be read/,
  },
  {
    what: 'half of an index',
    name: 'half.mp4',
    make: async () => (await clip('fast.mp4', ['-movflags', '+faststart'])).subarray(0, 400),
    why: /can be read/,
  },
  { what: 'words that call themselves a film', name: 'words.mp4', make: async () => 'just words', why: /can be read/ },
  { what: 'zeros', name: 'zeros.mp4', make: async () => Buffer.alloc(4096), why: /can be read/ },
  {
    what: 'a film that claims to last two days',
    name: 'days.mp4',
    // Version 0: times, then the scale, then the duration.
    make: async () =>
      patched(
        patched(await clip('second.mp4', ['-video_track_timescale', '10000']), 'mdhd', [20], 0x7fffffff),
        'mvhd',
        [20],
        0x7fffffff,
      ),
    why: /claims to last \d+ hours/,
  },
  {
    what: 'a film of enormous frames',
    name: 'huge.avi',
    make: async () => {
      const avi = await clip('small.avi', ['-c:v', 'ffv1'])
      const at = avi.indexOf('strf') + 8
      avi.writeUInt32LE(30_000, at + 4)
      avi.writeUInt32LE(30_000, at + 8)
      return avi
    },
    why: /30000×30000|can be read/,
  },
  {
    what: 'a hundred streams',
    name: 'streams.mka',
    type: 'audio',
    make: async () => {
      const maps = Array.from({ length: 100 }, () => ['-map', '0']).flat()
      return readFile(
        await suite.media.ffmpeg('many.mka', ['-f', 'lavfi', '-i', 'sine=d=0.05', ...maps, '-c:a', 'pcm_s16le']),
      )
    },
    why: /100 streams/,
  },
  {
    what: 'a sound that is no film',
    name: 'sound.mp4',
    make: async () => readFile(await suite.media.audio('tone.mp4', { seconds: 0.3 })),
    why: /no picture/,
  },
  {
    what: 'a silent film as a sound',
    name: 'silent.mp4',
    type: 'audio',
    make: () => clip('silent-source.mp4'),
    why: /no sound/,
  },
  {
    what: 'a sound without a sample',
    name: 'none.wav',
    type: 'audio',
    make: async () =>
      readFile(await suite.media.ffmpeg('zero.wav', ['-f', 'lavfi', '-i', 'sine=d=1', '-af', 'atrim=end=0'])),
    why: /length|can be read|empty/,
  },
]

test.each(refusals)('$what is refused where it is named', async ({ name, type = 'video', make, why }) => {
  const src = join(suite.media.dir, `made-${name}`)
  await writeFile(src, await make())
  const clips = [{ asset: { type: 'color', color: '#000000' }, length: 1 }, { asset: { type, src } }]
  const issues = await refusalsOf(suite.tools, { output: corpusOutput, tracks: [{ clips }] })
  expect(issues).toHaveLength(1)
  expect(issues[0]?.path.slice(0, 4)).toEqual(['tracks', 0, 'clips', 1])
  expect(issues[0]?.message).toMatch(why)
  expect(issues[0]?.message).not.toContain(suite.media.dir)
})

test('a WAV that claims to be endless is as long as its samples', async () => {
  const bytes = await readFile(await suite.media.audio('endless.wav', { seconds: 0.5 }))
  bytes.writeUInt32LE(0xffff_ffff, bytes.indexOf('data') + 4)
  const src = join(suite.media.dir, 'lie.wav')
  await writeFile(src, bytes)
  const facts = await probe((await locateTools({})) ?? suite.tools, src)
  expect(facts.durationMs).toBeLessThan(600)
})
