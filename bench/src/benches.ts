import { apiBench } from './api/api-bench.ts'
import type { Bench } from './bench.ts'
import { jobsBench } from './jobs/jobs-bench.ts'
import { renderBench } from './render/render-bench.ts'
import { storiesBench } from './stories/stories-bench.ts'
import { streamsBench } from './streams/streams-bench.ts'

/** Every benchmark: one line each. */
export const benches: readonly Bench[] = [apiBench, jobsBench, renderBench, storiesBench, streamsBench]
