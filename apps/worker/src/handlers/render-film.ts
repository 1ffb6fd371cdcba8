import { renderFilm } from '@cronicl/domain'
import type { JobHandler } from '../job-handler.ts'

export const handleRenderFilm: JobHandler = (ctx, running) => renderFilm(ctx, running)
