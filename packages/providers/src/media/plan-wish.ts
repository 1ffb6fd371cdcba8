import { type Issue, validationError } from '@cronicl/core'
import { findMediaModel } from '../catalog/media-catalog.ts'
import type { MediaCapabilities, MediaModel } from '../catalog/media-model.ts'
import { type AspectRatio, type ImageQuality, type MediaWish, imageQualities, videoResolutions } from './contract.ts'

export interface PlannedWish<W extends MediaWish = MediaWish> {
  /** As the model will be asked: what it lacks left out or replaced by the nearest. */
  wish: W
  warnings: Issue[]
  /** What it cannot do and cannot do without; paths are those of the caller's input. */
  issues: Issue[]
}

type ImageWish = Extract<MediaWish, { kind: 'image' }>
type VideoWish = Extract<MediaWish, { kind: 'video' }>

/**
 * What a model makes of a wish. Hints are left out with a warning (seed, negative prompt, rate of frames); a measure that
 * it does not have becomes another with a warning: the nearest ratio, the next lower quality, the next longer duration,
 * the next higher resolution (else the highest). The rest is an issue: the number of pictures, pictures and frames that
 * it cannot look at, a longer film than it makes, a prompt that is too long.
 */
export function planWish(wish: MediaWish, model: Pick<MediaModel, 'id' | 'kind' | 'capabilities'>): PlannedWish {
  const notes: Notes = { model: model.id, warnings: [], issues: [] }
  const can = model.capabilities
  if (wish.kind !== model.kind) refuse(notes, 'model', `${model.id} makes ${model.kind}s, not ${wish.kind}s.`)
  if (wish.prompt.length > can.maxPromptLength)
    refuse(notes, 'prompt', `${model.id} takes at most ${can.maxPromptLength} characters of prompt.`)
  const planned = wish.kind === 'image' ? planImage(wish, can, notes) : planVideo(wish, can, notes)
  return { wish: planned, warnings: notes.warnings, issues: notes.issues }
}

/**
 * The same for a provider, by the wish's own model.
 * @throws AppError VALIDATION_ERROR with every issue, or when the provider has no such model
 */
export function requirePlan(
  provider: string,
  wish: MediaWish,
  find: (id: string) => MediaModel | undefined = (id) => findMediaModel(id, provider),
): PlannedWish {
  const model = find(wish.model)
  if (!model) throw validationError([{ path: ['model'], message: `${provider} has no model ${wish.model}.` }])
  const planned = planWish(wish, model)
  if (planned.issues.length > 0) throw validationError(planned.issues)
  return planned
}

interface Notes {
  model: string
  warnings: Issue[]
  issues: Issue[]
}

function refuse(notes: Notes, field: string, message: string): void {
  notes.issues.push({ path: [field], message })
}

function warn(notes: Notes, field: string, message: string): void {
  notes.warnings.push({ path: [field], message })
}

function planImage(wish: ImageWish, can: MediaCapabilities, notes: Notes): ImageWish {
  const { negativePrompt, seed, ...rest } = wish
  const maxCount = can.maxCount ?? 1
  const maxReferences = can.maxReferences ?? 0
  if (wish.count > maxCount) refuse(notes, 'count', `${notes.model} makes at most ${maxCount} at a time.`)
  if (wish.references > maxReferences)
    refuse(
      notes,
      'referenceAssetIds',
      maxReferences === 0
        ? `${notes.model} looks at no pictures.`
        : `${notes.model} looks at most at ${maxReferences} pictures.`,
    )
  return {
    ...rest,
    aspectRatio: planRatio(wish.aspectRatio, can, notes),
    quality: planQuality(wish.quality, can, notes),
    ...keep('negativePrompt', negativePrompt, can.negativePrompt, notes),
    ...keep('seed', seed, can.seed, notes),
  }
}

function planVideo(wish: VideoWish, can: MediaCapabilities, notes: Notes): VideoWish {
  const { seed, fps, ...rest } = wish
  if (wish.startFrame && (can.startFrame ?? 'none') === 'none')
    refuse(notes, 'startFrame', `${notes.model} begins with no picture.`)
  if (!wish.startFrame && can.startFrame === 'required')
    refuse(notes, 'startFrame', `${notes.model} needs a picture to begin with.`)
  if (wish.endFrame && !can.endFrame) refuse(notes, 'endFrame', `${notes.model} cannot be told how a film ends.`)
  else if (wish.endFrame && !wish.startFrame)
    refuse(notes, 'startFrame', 'A film that ends with a given picture needs one to begin with.')
  return {
    ...rest,
    aspectRatio: planRatio(wish.aspectRatio, can, notes),
    durationS: planDuration(wish.durationS, can, notes),
    resolution: planResolution(wish.resolution, can, notes),
    ...keep('fps', fps, can.fps ?? false, notes),
    ...keep('seed', seed, can.seed, notes),
  }
}

/** A hint, where the model takes it. */
function keep<K extends string, V>(field: K, value: V | undefined, can: boolean, notes: Notes): Partial<Record<K, V>> {
  if (value === undefined) return {}
  if (can) return { [field]: value } as Partial<Record<K, V>>
  warn(notes, field, `${notes.model} takes none, so it is left out.`)
  return {}
}

function planRatio(wanted: AspectRatio, { aspectRatios }: MediaCapabilities, notes: Notes): AspectRatio {
  if (aspectRatios.includes(wanted)) return wanted
  const distance = (ratio: AspectRatio) => Math.abs(Math.log(valueOf(ratio) / valueOf(wanted)))
  const nearest = aspectRatios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best))
  warn(notes, 'aspectRatio', `${notes.model} has no ${wanted}; ${nearest} is the nearest.`)
  return nearest
}

function valueOf(ratio: AspectRatio): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number)
  return width / height
}

function planQuality(wanted: ImageQuality, { qualities = imageQualities }: MediaCapabilities, notes: Notes) {
  if (qualities.includes(wanted)) return wanted
  const lower = imageQualities.slice(0, imageQualities.indexOf(wanted)).findLast((one) => qualities.includes(one))
  const instead = lower ?? imageQualities.find((one) => qualities.includes(one)) ?? wanted
  warn(notes, 'quality', `${notes.model} does not tell ${wanted} from ${instead}.`)
  return instead
}

function planDuration(wanted: number, { durationsS = [] }: MediaCapabilities, notes: Notes): number {
  if (durationsS.includes(wanted)) return wanted
  const longer = durationsS.filter((one) => one > wanted)
  if (longer.length === 0) {
    refuse(notes, 'durationS', `${notes.model} makes films of ${durationsS.join(', ')} seconds.`)
    return wanted
  }
  const next = Math.min(...longer)
  warn(notes, 'durationS', `${notes.model} makes no film of ${wanted} s; ${next} s is the next longer.`)
  return next
}

function planResolution(wanted: VideoWish['resolution'], { resolutions }: MediaCapabilities, notes: Notes) {
  if (!resolutions || resolutions.includes(wanted)) return wanted
  const has = videoResolutions.filter((one) => resolutions.includes(one))
  const higher = videoResolutions.slice(videoResolutions.indexOf(wanted)).find((one) => has.includes(one))
  const instead = higher ?? has.at(-1) ?? wanted
  warn(notes, 'resolution', `${notes.model} has no ${wanted}; it makes ${instead}.`)
  return instead
}
