import { formatRational, usAt } from '../plan/rational.ts'
import type { MovingPicture, Size, SourceColor } from '../plan/timeline.ts'
import { formatNumber } from './escape.ts'
import { chain, filter } from './filter.ts'
import { scaleToFilm } from './frames.ts'
import { line, type Step } from './line.ts'
import type { ClipPart, PictureInput } from './picture-input.ts'

/** Near its end a source is entered this much earlier, so that there is a last picture to hold. */
const beforeEndUs = 1_000_000
/** A backdrop is blurred at this fraction of its size, where it costs little. */
const backdropScale = 8

/** Where in the source to begin, and how many frames of the film to pass over from there. */
function entry(picture: MovingPicture, { first, rate }: ClipPart): { seekUs: number; skip: number } {
  if (picture.loop) return { seekUs: 0, skip: first }
  const wantedUs = picture.trimUs + Math.round(usAt(rate, first) * picture.speed)
  const seekUs = Math.min(wantedUs, Math.max(picture.trimUs, picture.sourceUs - beforeEndUs))
  const skippedUs = (wantedUs - seekUs) / picture.speed
  return { seekUs, skip: Math.round((skippedUs * rate.num) / (rate.den * 1e6)) }
}

export function movingInput(picture: MovingPicture, part: ClipPart): PictureInput {
  const { src, loop, decoder } = picture
  return { kind: 'moving', src, seekUs: entry(picture, part).seekUs, loop, decoder }
}

export interface MovingContext {
  input: number
  label: string
  /** What comes after the picture has its size and its frames. */
  rest: Step[]
}

/** A decoded source at the film's rate and size, its last picture held for as long as the clip wants. */
export function movingChains(picture: MovingPicture, part: ClipPart, { input, label, rest }: MovingContext): string[] {
  const { skip } = entry(picture, part)
  const { drawn, extract, backdrop } = picture.fitting
  // `start_time=0` shows at the first frame what the source shows then, also between two frames that are far apart.
  const paced = [
    picture.speed === 1 ? null : filter('setpts', { expr: `PTS/${picture.speed}` }),
    filter('fps', { fps: formatRational(part.rate), start_time: 0 }),
  ]
  const held = [
    filter('tpad', { stop_mode: 'clone', stop: -1 }),
    filter('trim', { start_frame: skip, end_frame: skip + part.frames }),
  ]
  const cropped = extract.widthPx !== drawn.widthPx || extract.heightPx !== drawn.heightPx
  const crop = filter('crop', { w: extract.widthPx, h: extract.heightPx, x: extract.xPx, y: extract.yPx })
  const fitted = [...resize(drawn, picture), filter('setsar', { sar: 1 }), cropped ? crop : null]
  const source = `${input}:V:0`
  const kept = keep(picture)
  if (!backdrop) return line([source], [...paced, kept, ...fitted, ...held, ...rest], label)
  const [front, back, blurred] = [`${label}front`, `${label}back`, `${label}blurred`]
  return [
    chain([source], [...paced, kept, filter('split', { outputs: 2 })], [front, back]),
    chain([back], blur(picture, backdrop), blurred),
    chain([front], fitted, `${front}fit`),
    ...line(
      [blurred, `${front}fit`],
      [filter('overlay', { x: '(W-w)/2', y: '(H-h)/2', format: 'yuv420' }), ...held, ...rest],
      label,
    ),
  ]
}

/** The part of a source that is used; by fractions, for its pixels need not be square. */
function keep({ fitting: { crop } }: MovingPicture): string | null {
  if (!crop) return null
  const of = (size: string, part: number) => `${size}*${formatNumber(part)}`
  return filter('crop', {
    w: `max(2,${of('iw', crop.width)})`,
    h: `max(2,${of('ih', crop.height)})`,
    x: of('iw', crop.left),
    y: of('ih', crop.top),
  })
}

/** A source at another size and in the film's colours; high dynamic range is mapped after scaling, where it costs least. */
function resize({ widthPx: w, heightPx: h }: Size, { hasAlpha, color }: MovingPicture): string[] {
  const format = filter('format', { pix_fmts: hasAlpha ? 'yuva420p' : 'yuv420p' })
  if (color.transfer !== 'sdr') return [filter('scale', { w, h, flags: 'bicubic' }), ...toneMap(color.transfer), format]
  return [scaleToFilm({ w, h, ...(color.matrix !== 'rgb' && { in_color_matrix: color.matrix }) }), format]
}

function toneMap(transfer: Exclude<SourceColor['transfer'], 'sdr'>): string[] {
  return [
    filter('zscale', { tin: transfer, min: 'bt2020nc', pin: 'bt2020', t: 'linear', npl: 203 }),
    filter('format', { pix_fmts: 'gbrpf32le' }),
    filter('zscale', { p: 'bt709' }),
    filter('tonemap', { tonemap: 'hable', desat: 0 }),
    filter('zscale', { t: 'bt709', m: 'bt709', r: 'tv' }),
  ]
}

function blur(picture: MovingPicture, box: Size): string[] {
  const { drawn } = picture.fitting
  const cover = Math.max(box.widthPx / drawn.widthPx, box.heightPx / drawn.heightPx) / backdropScale
  const small = (px: number) => Math.max(2, Math.ceil(px / 2) * 2)
  const area = { widthPx: small(box.widthPx / backdropScale), heightPx: small(box.heightPx / backdropScale) }
  const covering = {
    widthPx: Math.max(area.widthPx, small(drawn.widthPx * cover)),
    heightPx: Math.max(area.heightPx, small(drawn.heightPx * cover)),
  }
  return [
    ...resize(covering, picture),
    filter('setsar', { sar: 1 }),
    filter('crop', { w: area.widthPx, h: area.heightPx }),
    filter('gblur', { sigma: 4 }),
    filter('lutyuv', { y: '16+(val-16)*0.7' }),
    filter('scale', { w: box.widthPx, h: box.heightPx, flags: 'bicubic' }),
  ]
}
