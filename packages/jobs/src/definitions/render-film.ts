import { minuteMs, secondMs } from '@cronicl/core'
import { defineJob, jobPayload } from './define-job.ts'

export const renderFilm = defineJob({
  name: 'render-film',
  kind: 'render',
  payload: jobPayload,
  policy: {
    concurrency: 'cores',
    maxFailures: 2,
    retryDelaysMs: [5 * secondMs],
    maxDeaths: 5,
    timeoutMs: 120 * minuteMs,
  },
})
