import type { RenderDocumentInput } from '@cronicl/render'
import type { BenchMedia } from './media.ts'

export interface OrdinaryFilm {
  name: string
  document: RenderDocumentInput
  /** The same film as somebody would write it who knows FFmpeg well; without the output. */
  command: string[]
}

const output = { width: 1280, height: 720, fps: 25 }
/** What everybody would choose for a film of 720p, and what our films are encoded with. */
export const encoding = [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p', '-r', '25'],
  ...['-c:a', 'aac', '-b:a', '160k', '-ar', '48000', '-ac', '2', '-movflags', '+faststart'],
]

const text = (words: string, more: object = {}) => ({
  asset: { type: 'text' as const, text: words, fontSize: 60 },
  ...more,
})
const drawn = (words: string) =>
  `drawtext=font=DejaVu Sans:text=${words}:fontsize=60:fontcolor=white:x=(w-text_w)/2:y=(h-text_h)/2`

/** Ten films of some ten seconds in which something moves in every frame, so that nothing can be copied or repeated. */
export function ordinaryFilms({ clips, photos, song }: BenchMedia): OrdinaryFilm[] {
  const [a = '', b = '', c = ''] = clips
  const [photo = ''] = photos
  const video = (src: string, more: object = {}) => ({ asset: { type: 'video' as const, src }, ...more })
  const film = (...tracks: object[][]): RenderDocumentInput =>
    ({ output, tracks: tracks.map((list) => ({ clips: list })) }) as RenderDocumentInput
  return [
    {
      name: 'a part of a clip',
      document: film([video(a, { trim: 3, length: 10 })]),
      command: ['-ss', '3', '-t', '10', '-i', a, ...encoding],
    },
    {
      name: 'two clips in a row',
      document: film([video(a, { length: 5 }), video(b, { length: 5 })]),
      command: [
        ...['-t', '5', '-i', a, '-t', '5', '-i', b],
        ...['-filter_complex', '[0:v][0:a][1:v][1:a]concat=n=2:v=1:a=1[v][s]', '-map', '[v]', '-map', '[s]'],
        ...encoding,
      ],
    },
    {
      name: 'a crossfade',
      document: film([video(a, { length: 6 })], [video(b, { start: 5, length: 6, fadeIn: 1 })]),
      command: [
        ...['-t', '6', '-i', a, '-t', '6', '-i', b, '-filter_complex'],
        '[0:v][1:v]xfade=fade:duration=1:offset=5[v];[0:a][1:a]acrossfade=d=1[s]',
        ...['-map', '[v]', '-map', '[s]', ...encoding],
      ],
    },
    {
      name: 'a title over a clip',
      document: film([video(a, { length: 10 })], [text('A title', { length: 10 })]),
      command: ['-t', '10', '-i', a, '-vf', drawn('A title'), ...encoding],
    },
    {
      name: 'a picture in a picture',
      document: film(
        [video(a, { length: 10 })],
        [video(b, { length: 10, scale: 0.3, position: 'bottom-right', volume: 0 })],
      ),
      command: [
        ...['-t', '10', '-i', a, '-t', '10', '-i', b, '-filter_complex'],
        '[1:v]scale=384:216[p];[0:v][p]overlay=W-w:H-h[v]',
        ...['-map', '[v]', '-map', '0:a', ...encoding],
      ],
    },
    {
      name: 'twice as fast',
      document: film([video(a, { length: 10, speed: 2 })]),
      command: ['-i', a, '-t', '10', '-vf', 'setpts=PTS/2,fps=25', '-af', 'atempo=2', ...encoding],
    },
    {
      name: 'a camera over a photograph',
      document: film([{ asset: { type: 'image', src: photo }, length: 8, motion: { type: 'zoomIn' } }]),
      command: [
        ...['-i', photo, '-f', 'lavfi', '-t', '8', '-i', 'anullsrc=r=48000:cl=stereo', '-filter_complex'],
        // Enlarged before, for zoompan moves by whole pixels.
        '[0:v]scale=5120:2880:force_original_aspect_ratio=increase,crop=5120:2880,zoompan=z=1+0.2*on/200:x=iw/2-iw/zoom/2:y=ih/2-ih/zoom/2:d=200:s=1280x720:fps=25[v]',
        ...['-map', '[v]', '-map', '1:a', ...encoding],
      ],
    },
    {
      name: 'a clip with a song under it',
      document: film(
        [video(a, { length: 10 })],
        [{ asset: { type: 'audio', src: song }, length: 10, volume: 0.5, fadeOut: 2 }],
      ),
      command: [
        ...['-t', '10', '-i', a, '-t', '10', '-i', song, '-filter_complex'],
        '[1:a]aresample=48000,volume=0.5,afade=t=out:st=8:d=2[m];[0:a]aresample=48000[o];[o][m]amix=inputs=2:normalize=0,alimiter=limit=1:level=0[s]',
        ...['-map', '0:v', '-map', '[s]', ...encoding],
      ],
    },
    {
      name: 'a blurred frame around a clip',
      document: {
        ...film([video(c, { length: 10, fit: 'contain-blur' })]),
        output: { width: 720, height: 1280, fps: 25 },
      },
      command: [
        ...['-t', '10', '-i', c, '-filter_complex'],
        '[0:v]split[a][b];[a]scale=288:160,crop=90:160,gblur=sigma=4,scale=720:1280[bg];[b]scale=720:404[f];[bg][f]overlay=(W-w)/2:(H-h)/2[v]',
        ...['-map', '[v]', '-map', '0:a', ...encoding],
      ],
    },
    {
      name: 'three clips, faded in and out',
      document: film([a, b, c].map((src) => video(src, { length: 4, fadeIn: 0.5, fadeOut: 0.5 }))),
      command: [
        ...[a, b, c].flatMap((src) => ['-t', '4', '-i', src]),
        '-filter_complex',
        `${[0, 1, 2].map((i) => `[${i}:v]fade=in:d=0.5,fade=out:st=3.5:d=0.5[v${i}];[${i}:a]afade=in:d=0.5,afade=out:st=3.5:d=0.5[a${i}]`).join(';')};[v0][a0][v1][a1][v2][a2]concat=n=3:v=1:a=1[v][s]`,
        ...['-map', '[v]', '-map', '[s]', ...encoding],
      ],
    },
  ]
}
