import { ingestQueued } from '@cronicl/domain'
import type { JobHandler } from '../job-handler.ts'

export const handleMediaIngest: JobHandler = (ctx, running) => ingestQueued(ctx, running)
