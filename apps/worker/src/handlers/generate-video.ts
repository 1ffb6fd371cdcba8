import { runGeneration } from '@cronicl/domain'
import type { JobHandler } from '../job-handler.ts'

export const handleGenerateVideo: JobHandler = (ctx, running) => runGeneration(ctx, running)
