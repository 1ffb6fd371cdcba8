import { findMediaModel } from '../catalog/media-catalog.ts'
import type { MediaProvider } from '../media/contract.ts'
import { createGeminiImages } from './gemini-images.ts'
import { type GeminiVideoOptions, createGeminiVideo } from './gemini-video.ts'

/** Pictures and films of Google, as one provider: only films are work that goes on. */
export function createGeminiMedia(options: GeminiVideoOptions): MediaProvider {
  const { apiKey, baseUrl } = options
  const images = createGeminiImages({ apiKey, baseUrl })
  const video = createGeminiVideo(options)
  const of = ({ kind }: { kind: 'image' | 'video' }) => (kind === 'image' ? images : video)
  return {
    ...video,
    // The answer is a picture's only trace; of a film the webhook tells, where there is one.
    find: ({ model }) => {
      const mayBeTold = video.readWebhook !== null && findMediaModel(model, video.name)?.kind === 'video'
      return Promise.resolve({ outcome: mayBeTold ? 'unclear' : 'lost' })
    },
    plan: (wish) => of(wish).plan(wish),
    start: (request, start) => of(request).start(request, start),
  }
}
