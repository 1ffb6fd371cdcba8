import type { MediaCapabilities, MediaModel } from '../catalog/media-model.ts'
import type { AspectRatio, InputImage, MediaPlan, MediaWish, VideoRequest, VideoResolution } from '../media/contract.ts'
import { dataUri, dataUriBytes, inputsTooLarge } from '../media/input-url.ts'

type VideoWish = Extract<MediaWish, { kind: 'video' }>

/** Pixels that a ratio means at a resolution (@runwayml/sdk 4.20.1, image-to-video.d.ts). */
const ratios: Readonly<Record<VideoResolution, Readonly<Partial<Record<AspectRatio, string>>>>> = {
  '480p': {},
  '720p': {
    '16:9': '1280:720',
    '9:16': '720:1280',
    '4:3': '1104:832',
    '3:4': '832:1104',
    '1:1': '960:960',
    '21:9': '1584:672',
  },
  '1080p': { '16:9': '1920:1080', '9:16': '1080:1920' },
}
/** Without a picture to begin with, every model has these alone (text-to-video.d.ts). */
const textRatios: readonly AspectRatio[] = ['16:9', '9:16']

/** The model as it is without a picture to begin with. */
export function withoutStart(model: MediaModel): MediaModel {
  const aspectRatios = model.capabilities.aspectRatios.filter((ratio) => textRatios.includes(ratio))
  const capabilities: MediaCapabilities = { ...model.capabilities, aspectRatios }
  return { ...model, capabilities }
}

/** All that a task is asked for, but the prompt and the pictures. Veo's films have sound: that is what is priced. */
export function toSettings({ model, aspectRatio, resolution, durationS, seed }: VideoWish): MediaPlan['settings'] {
  const ratio = ratios[resolution][aspectRatio]
  if (ratio === undefined) throw new TypeError(`the catalogue gives ${model} a shape that Runway does not have`)
  return {
    model,
    ratio,
    duration: durationS,
    ...(model.startsWith('veo') ? { audio: true } : {}),
    ...(seed === undefined ? {} : { seed: seed % 4_294_967_296 }),
  }
}

export interface PromptImage {
  uri: string
  position: 'first' | 'last'
}

/** A data URI of a picture (@runwayml/sdk 4.20.1, `promptImage`). */
const limitBytes = 5_000_000

/**
 * First and last frame: within the request where they are small enough, else as links.
 * @throws ProviderError VALIDATION_ERROR when Runway can have a picture in neither way
 */
export async function readPromptImages({ startFrame, endFrame }: VideoRequest): Promise<PromptImage[]> {
  return await Promise.all([
    ...(startFrame ? [readPromptImage(startFrame, 'first')] : []),
    ...(endFrame ? [readPromptImage(endFrame, 'last')] : []),
  ])
}

async function readPromptImage(frame: InputImage, position: PromptImage['position']): Promise<PromptImage> {
  if (dataUriBytes(frame) <= limitBytes) return { uri: await dataUri(frame), position }
  const link = await frame.link()
  const field = position === 'first' ? 'startFrame' : 'endFrame'
  if (link === null) throw inputsTooLarge({ provider: 'runway', field, limitBytes })
  return { uri: link, position }
}
