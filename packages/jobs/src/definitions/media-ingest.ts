import { minuteMs, secondMs } from '@cronicl/core'
import { defineJob, jobPayload } from './define-job.ts'

export const mediaIngest = defineJob({
  name: 'media-ingest',
  kind: 'ingest',
  payload: jobPayload,
  policy: {
    concurrency: 2,
    maxFailures: 3,
    retryDelaysMs: [1 * secondMs, 10 * secondMs],
    maxDeaths: 5,
    timeoutMs: 30 * minuteMs,
  },
})
