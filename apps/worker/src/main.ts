import { secondMs } from '@cronicl/core'
import type { DomainContext } from '@cronicl/domain'
import { type JobDefinition, type JobName, jobDefinitions } from '@cronicl/jobs'
import { createRuntime, loadEnv, onShutdown, prepareDatabase } from '@cronicl/runtime'
import { handlers } from './handlers/index.ts'
import { runWorker } from './run-worker.ts'

const env = loadEnv()
await prepareDatabase(env)
const runtime = await createRuntime(env, { service: 'worker' })
const worker = await runWorker<DomainContext, JobDefinition<JobName>>({
  url: env.DATABASE_URL,
  definitions: jobDefinitions,
  handlers,
  log: runtime.log,
  concurrency: env.RENDER_CONCURRENCY ? { 'render-film': env.RENDER_CONCURRENCY } : {},
  context: ({ jobId, log }) => ({
    ...runtime.context({ actor: { type: 'system' }, requestId: jobId }),
    log,
  }),
})

// In order: stop taking, finish or hand back what is in hand, then let go of the database.
onShutdown(runtime.log, async () => {
  await worker.stop({ finishMs: env.SHUTDOWN_GRACE_SECONDS * secondMs })
  await runtime.close()
})
runtime.log.info({}, 'worker takes jobs')
// Tells whoever started this process, over its IPC channel, that it is up.
process.send?.({ working: true })
