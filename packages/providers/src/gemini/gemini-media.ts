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
    plan: (wish) => of(wish).plan(wish),
    start: (request, start) => of(request).start(request, start),
  }
}
