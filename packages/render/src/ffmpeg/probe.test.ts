import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { mediaSuite } from '../testing/media-suite.ts'
import { extractFrame } from './extract-frame.ts'
import { locateTools } from './locate-tools.ts'
import { probe } from './probe.ts'
import { readReport } from './probe-report.ts'

const suite = mediaSuite()

test('a missing FFmpeg is null, also when another one is on the PATH', async () => {
  expect(await locateTools({ ffmpegPath: '/nowhere/ffmpeg' })).toBeNull()
  expect(await locateTools({ ffprobePath: '/nowhere/ffprobe' })).toBeNull()
  // A program that is something else is no FFmpeg.
  expect(await locateTools({ ffmpegPath: 'true' })).toBeNull()
  expect(suite.tools.version).toMatch(/^\d/)
})

test('a video with sound is measured', async () => {
  const { tools, media } = suite
  const path = await media.video('clip.mp4', { widthPx: 64, heightPx: 36, fps: '30000/1001', seconds: 1, toneHz: 440 })
  expect(await probe(tools, path)).toMatchObject({
    kind: 'video',
    formatName: 'mov,mp4,m4a,3gp,3g2,mj2',
    video: {
      codec: 'h264',
      widthPx: 64,
      heightPx: 36,
      rotation: 0,
      fps: { num: 30_000, den: 1001 },
      frameCount: 30,
      hasAlpha: false,
      isStill: false,
    },
    audio: { codec: 'aac', sampleRateHz: 48_000, channels: 1 },
  })
})

test('pixels that are not square count as they are shown', async () => {
  const { tools, media } = suite
  const path = await media.video('anamorphic.mp4', {
    widthPx: 72,
    heightPx: 48,
    seconds: 0.2,
    args: ['-vf', 'setsar=4/3'],
  })
  expect((await probe(tools, path)).video).toMatchObject({ widthPx: 96, heightPx: 48 })
})

test('a song with a cover picture is a sound', async () => {
  const { tools, media } = suite
  const cover = await media.image('cover.jpg')
  const tone = await media.audio('tone.mp3', { seconds: 1 })
  const path = await media.ffmpeg('song.mp3', [
    '-i',
    tone,
    '-i',
    cover,
    '-map',
    '0',
    '-map',
    '1',
    '-c',
    'copy',
    '-disposition:v',
    'attached_pic',
  ])
  expect(await probe(tools, path)).toMatchObject({ kind: 'audio', video: null, audio: { codec: 'mp3', channels: 2 } })
})

test('a recording whose container does not know its length is measured by its packets', async () => {
  const { tools, media } = suite
  const live = await media.ffmpeg('live.webm', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=64x36:r=25:d=1.2',
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-f',
    'webm',
    '-live',
    '1',
  ])
  // The last packet does not tell how long it is shown.
  expect(Math.abs(((await probe(tools, live)).durationMs ?? 0) - 1200)).toBeLessThanOrEqual(40)
  const adts = await media.ffmpeg('bare.aac', [
    '-f',
    'lavfi',
    '-i',
    "sine=d=1,volume='if(lt(t,1),0,1)':eval=frame",
    '-f',
    'lavfi',
    '-i',
    'anoisesrc=d=2',
    '-filter_complex',
    '[0][1]concat=v=0:a=1',
  ])
  expect(Math.abs(((await probe(tools, adts)).durationMs ?? 0) - 3000)).toBeLessThan(60)
})

test('a picture is measured as it is shown, a still without a length', async () => {
  const { tools, media } = suite
  const jpeg = await media.image('turned.jpg', { widthPx: 40, heightPx: 20, orientation: 8 })
  expect(await probe(tools, jpeg)).toMatchObject({
    kind: 'image',
    formatName: 'jpeg',
    durationMs: null,
    video: { widthPx: 20, heightPx: 40, rotation: 270, fps: null, isStill: true, hasAlpha: false },
  })
  for (const name of ['a.png', 'a.webp', 'a.avif']) {
    const path = await media.image(name, { color: '#11223380' })
    expect((await probe(tools, path)).video).toMatchObject({ isStill: true, hasAlpha: true, widthPx: 320 })
  }
})

test.each([
  ['nothing', ''],
  ['text', 'just words'],
  [
    'a playlist that points at our own files',
    '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n',
  ],
  ['a list of files', 'ffconcat version 1.0\nfile other.mp4\n'],
  [
    'a drawing that may load others',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/hostname"/></svg>',
  ],
])('%s is no media, whatever its name says', async (_, content) => {
  const { tools, media } = suite
  await media.video('other.mp4', { seconds: 0.1 })
  const path = join(media.dir, 'evil.mp4')
  await writeFile(path, content)
  const error = await probe(tools, path).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
  expect((error as Error).message).not.toContain(media.dir)
})

test('a poster is upright, made smaller, and the first picture when there is none at the moment', async () => {
  const { tools, media } = suite
  const input = await media.video('poster.mp4', { widthPx: 320, heightPx: 180, color: 'red', seconds: 1 })
  const output = join(media.dir, 'poster.jpg')
  for (const atMs of [500, 60_000]) {
    await extractFrame(tools, { input, atMs, output, widthPx: 160 })
    const { data, info } = await sharp(output).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 160, height: 90 })
    expect(data[0]).toBeGreaterThan(235)
    expect(data[1]).toBeLessThan(20)
  }
})

test('a report with nothing in it is no media', () => {
  expect(readReport({})).toMatchObject({ kind: 'other', video: null, audio: null, durationMs: null })
  const odd = readReport({
    format: { duration: 'N/A' },
    streams: [{ codec_type: 'video', width: 10, height: 10, avg_frame_rate: '0/0' }],
  })
  expect(odd).toMatchObject({ kind: 'video', durationMs: null, video: { fps: null, widthPx: 10 } })
})
