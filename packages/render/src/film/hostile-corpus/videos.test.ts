import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { probe } from '../../ffmpeg/probe.ts'
import { type ExpectedFilm, corpusFrames, corpusOutput, corpusSize, expectFrames } from '../../testing/corpus.ts'
import { mediaSuite } from '../../testing/media-suite.ts'
import { type Picture, pattern, patternInput } from '../../testing/pattern.ts'
import { renderFilm } from '../../testing/render-film.ts'

const suite = mediaSuite()

interface RightVideo {
  what: string
  name: string
  /** FFmpeg's output arguments for a file of ten frames of the pattern. */
  args: readonly string[]
  size?: { widthPx: number; heightPx: number }
  picture?: Picture
  /** What stands beside the picture, as input arguments. */
  beside?: (dir: string) => Promise<string[]>
  /** A second pass over the file, where one is needed: its arguments before and after `-i`. */
  again?: readonly [before: readonly string[], after: readonly string[]]
  shows?: ExpectedFilm['shows']
  ssim?: number
}

const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '10', '-pix_fmt', 'yuv420p'] as const
const tone = async () => ['-f', 'lavfi', '-i', 'sine=frequency=480:sample_rate=48000:duration=0.4']
const subtitles = async (dir: string) => {
  await writeFile(join(dir, 'beside.srt'), '1\n00:00:00,000 --> 00:00:00,400\nNot to be seen\n')
  return ['-i', join(dir, 'beside.srt')]
}
/** A quarter clockwise brings it upright. */
const lying: Picture = (x, y, frame) => pattern(1 - y, x, frame)

const right: RightVideo[] = [
  { what: 'a film without sound', name: 'silent.mp4', args: x264 },
  {
    what: 'a phone’s film that lies on its side',
    name: 'phone.mp4',
    args: x264,
    size: { widthPx: 90, heightPx: 160 },
    picture: lying,
    again: [[], ['-c', 'copy', '-metadata:s:v:0', 'rotate=-90']],
  },
  {
    what: 'a variable frame rate',
    name: 'vfr.mkv',
    args: ['-vf', "select='lt(n,3)+gt(n,5)'", '-fps_mode', 'vfr', ...x264],
    shows: (frame) => (frame > 2 && frame < 6 ? 2 : frame),
  },
  {
    what: 'a frame of odd size',
    name: 'odd.mkv',
    args: ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p'],
    size: { widthPx: 161, heightPx: 91 },
    ssim: 0.88,
  },
  { what: 'ten bits', name: 'ten.mp4', args: [...x264.slice(0, -1), 'yuv420p10le'] },
  { what: 'colour in every pixel', name: '444.mp4', args: [...x264.slice(0, -1), 'yuv444p'] },
  { what: 'interlaced frames', name: 'fields.mpg', args: ['-c:v', 'mpeg2video', '-q:v', '1', '-flags', '+ilme+ildct'] },
  { what: 'an MPEG transport stream', name: 'stream.ts', args: x264 },
  { what: 'an index at the end', name: 'end.mov', args: x264 },
  { what: 'an index at the beginning', name: 'begin.mp4', args: [...x264, '-movflags', '+faststart'] },
  { what: 'fragments', name: 'fragments.mp4', args: [...x264, '-movflags', 'frag_keyframe+empty_moov', '-g', '3'] },
  { what: 'an MP4 that calls itself PNG', name: 'mp4.png', args: ['-f', 'mp4', ...x264] },
  { what: 'a Matroska that calls itself JPEG', name: 'mkv.jpg', args: ['-f', 'matroska', ...x264] },
  {
    what: 'time stamps that begin at 100 s',
    name: 'late.webm',
    args: ['-c:v', 'libvpx', '-crf', '4', '-b:v', '4M', '-output_ts_offset', '100'],
    ssim: 0.88,
  },
  {
    what: 'an edit list that leaves out its beginning',
    name: 'edited.mp4',
    args: [...x264, '-g', '100'],
    again: [
      ['-ss', '0.12'],
      ['-c', 'copy'],
    ],
    shows: (frame) => Math.min(9, frame + 3),
  },
  { what: 'a clock of many ticks', name: 'fine.mp4', args: [...x264, '-video_track_timescale', '1000000000'] },
  { what: 'a clock of few ticks', name: 'coarse.mp4', args: [...x264, '-video_track_timescale', '25'] },
  { what: 'a stream of data', name: 'timecode.mov', args: [...x264, '-timecode', '01:00:00:00'] },
  {
    what: 'a stream of subtitles',
    name: 'subtitles.mkv',
    args: [...x264, '-map', '0', '-map', '1', '-c:s', 'srt'],
    beside: subtitles,
  },
  {
    what: 'an attachment',
    name: 'attached.mkv',
    args: [...x264, '-attach', import.meta.filename, '-metadata:s:t', 'mimetype=application/x-truetype-font'],
  },
  {
    what: 'two pictures, of which the first counts',
    name: 'two.mkv',
    args: ['-map', '0', '-map', '1', ...x264],
    beside: async () => ['-f', 'lavfi', '-i', 'color=red:s=32x18:r=25:d=0.4'],
  },
  {
    what: 'HEVC',
    name: 'hevc.mp4',
    args: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'crf=8:log-level=none'],
  },
  { what: 'MPEG-4 in AVI', name: 'old.avi', args: ['-c:v', 'mpeg4', '-q:v', '1'] },
  { what: 'ProRes', name: 'camera.mov', args: ['-c:v', 'prores', '-pix_fmt', 'yuv422p10le'] },
  {
    what: 'a sound beside it that is longer',
    name: 'long-sound.mp4',
    args: [...x264, '-map', '0', '-map', '1'],
    beside: async () => [...(await tone()).slice(0, -1), 'sine=frequency=480:duration=0.6'],
  },
]

async function make({ name, args, size = corpusSize, picture = pattern, beside, again }: RightVideo): Promise<string> {
  const { media } = suite
  const input = await patternInput(join(media.dir, `${name}.rgb`), size, { frames: corpusFrames, picture })
  const others = (await beside?.(media.dir)) ?? []
  const first = await media.ffmpeg(again ? `first-${name}` : name, [...input, ...others, ...args])
  return again ? await media.ffmpeg(name, [...again[0], '-i', first, ...again[1]]) : first
}

test.each(right)('$what is seen as it is', async (video) => {
  const src = await make(video)
  const clips = [{ asset: { type: 'video' as const, src }, fit: 'fill' as const, length: 0.4 }]
  await using film = await renderFilm(suite.tools, { output: corpusOutput, tracks: [{ clips }] })
  const { shows, ssim } = video
  expect(film.facts.video?.frameCount).toBe(corpusFrames)
  await expectFrames(film, { picture: pattern, ...(shows && { shows }), ...(ssim && { ssim }) })
})

test('a film whose data end in the middle shows what there is, and holds the last picture', async () => {
  const { tools, media } = suite
  const args = [...x264, '-g', '1', '-movflags', '+faststart']
  const whole = await readFile(await make({ what: '', name: 'whole.mp4', args }))
  const src = join(media.dir, 'half.mp4')
  await writeFile(src, whole.subarray(0, Math.round(whole.length * 0.55)))
  const clips = [{ asset: { type: 'video' as const, src }, fit: 'fill' as const, length: 0.4 }]
  await using film = await renderFilm(tools, { output: corpusOutput, tracks: [{ clips }] })
  expect(film.facts.video?.frameCount).toBe(corpusFrames)
  await expectFrames(film, { picture: pattern, shows: (frame) => Math.min(frame, 4), ssim: 0.75, colorDistance: 30 })
})

test.each([
  ['PQ', 'smpte2084', [215, 250]],
  // Three quarters of HLG are the white of paper, with room for what shines above it.
  ['HLG', 'arib-std-b67', [150, 235]],
] as const)('colours of %s are brought into the range of the film', async (name, transfer, [from, to]) => {
  const { tools, media } = suite
  const src = await media.ffmpeg(`${name}.mp4`, [
    ...['-f', 'lavfi', '-i', 'color=c=0xc0c0c0:s=64x36:r=25:d=0.4,format=yuv420p10le'],
    ...['-c:v', 'libx265', '-x265-params', 'log-level=none'],
    ...['-colorspace', 'bt2020nc', '-color_trc', transfer, '-color_primaries', 'bt2020', '-tag:v', 'hvc1'],
  ])
  expect((await probe(tools, src)).video?.colorTransfer).toBe(transfer)
  await using film = await renderFilm(tools, {
    output: corpusOutput,
    tracks: [{ clips: [{ asset: { type: 'video', src } }] }],
  })
  for (const index of [0, 2, 5, 7, 9]) {
    const { r, g, b } = (await film.frame(index))(0.5, 0.5)
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(12)
    expect(g).toBeGreaterThan(from)
    expect(g).toBeLessThan(to)
  }
})
