import { runGeneration } from '@cronicl/domain'
import type { JobHandler } from '../job-handler.ts'

export const handleGenerateImage: JobHandler = (ctx, running) => runGeneration(ctx, running)
