import type { MediaPlan, MediaWish } from '../media/contract.ts'

type Settings = MediaPlan['settings']
type ImageWish = Extract<MediaWish, { kind: 'image' }>
type VideoWish = Extract<MediaWish, { kind: 'video' }>

/** What a model on Replicate calls what it takes; every model has words of its own. */
export interface ReplicateInput {
  /** Everything but the prompt and the pictures. */
  settings(wish: MediaWish): Settings
  /** Pictures to look at: references, or first and last frame. */
  pictures(urls: readonly string[]): Readonly<Record<string, string | readonly string[]>>
}

/** A model of which nobody has read what it takes is not asked. */
export function findReplicateInput(model: string): ReplicateInput | undefined {
  return inputs[model]
}

const image = (settings: (wish: ImageWish) => Settings, pictures: ReplicateInput['pictures'] = () => ({})) => ({
  settings: (wish: MediaWish) => (wish.kind === 'image' ? settings(wish) : {}),
  pictures,
})
const video = (settings: (wish: VideoWish) => Settings, pictures: ReplicateInput['pictures']) => ({
  settings: (wish: MediaWish) => (wish.kind === 'video' ? settings(wish) : {}),
  pictures,
})
const seed = (wish: MediaWish): Settings => (wish.seed === undefined ? {} : { seed: wish.seed })
const references = (urls: readonly string[]) => (urls.length > 0 ? { image_input: urls } : {})
/** Its documents: the last frame counts only beside a first one. */
const frames = ([first, last]: readonly string[]) => ({
  ...(first === undefined ? {} : { image: first }),
  ...(last === undefined ? {} : { last_frame: last }),
})

const veo = video(
  (wish) => ({
    aspect_ratio: wish.aspectRatio,
    duration: wish.durationS,
    resolution: wish.resolution,
    generate_audio: true,
    ...seed(wish),
  }),
  frames,
)

/** From the schemas on replicate.com/<model>/api, read on 2026-11-21. */
const inputs: Readonly<Record<string, ReplicateInput>> = {
  'google/nano-banana-2': image(
    ({ aspectRatio, quality }) => ({
      aspect_ratio: aspectRatio,
      resolution: quality === 'high' ? '2K' : '1K',
      output_format: 'png',
    }),
    references,
  ),
  'google/nano-banana': image(({ aspectRatio }) => ({ aspect_ratio: aspectRatio, output_format: 'png' }), references),
  'black-forest-labs/flux-schnell': image((wish) => ({
    aspect_ratio: wish.aspectRatio,
    num_outputs: wish.count,
    output_format: 'png',
    ...seed(wish),
  })),
  'black-forest-labs/flux-1.1-pro': image((wish) => ({
    aspect_ratio: wish.aspectRatio,
    output_format: 'png',
    ...seed(wish),
  })),
  'google/veo-3.1': veo,
  'google/veo-3.1-fast': veo,
}
