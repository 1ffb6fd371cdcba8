import { minuteMs, secondMs } from '@cronicl/core'
import { defineJob, jobPayload } from './define-job.ts'

/** Pictures that a provider makes. The provider's own deadline is shorter than the attempt's. */
export const generateImage = defineJob({
  name: 'generate-image',
  kind: 'image',
  payload: jobPayload,
  policy: {
    concurrency: 3,
    maxFailures: 3,
    retryDelaysMs: [1 * secondMs, 4 * secondMs, 16 * secondMs],
    maxDeaths: 5,
    timeoutMs: 30 * minuteMs,
  },
})
