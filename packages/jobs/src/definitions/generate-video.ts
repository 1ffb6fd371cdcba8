import { minuteMs, secondMs } from '@cronicl/core'
import { defineJob, jobPayload } from './define-job.ts'

/** A film that a provider makes. The provider's own deadline is shorter than the attempt's. */
export const generateVideo = defineJob({
  name: 'generate-video',
  kind: 'video',
  payload: jobPayload,
  policy: {
    concurrency: 1,
    maxFailures: 2,
    retryDelaysMs: [5 * secondMs, 30 * secondMs],
    maxDeaths: 5,
    timeoutMs: 60 * minuteMs,
  },
})
