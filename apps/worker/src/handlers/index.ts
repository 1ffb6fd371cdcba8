import type { JobHandlers } from '../job-handler.ts'
import { handleGenerateImage } from './generate-image.ts'
import { handleGenerateVideo } from './generate-video.ts'
import { handleMediaIngest } from './media-ingest.ts'
import { handleRenderFilm } from './render-film.ts'

/** What runs each kind of job. A kind without its line does not compile. */
export const handlers = {
  'render-film': handleRenderFilm,
  'media-ingest': handleMediaIngest,
  'generate-image': handleGenerateImage,
  'generate-video': handleGenerateVideo,
} satisfies JobHandlers
