import { secondMs } from '@cronicl/core'
import { type DomainContext, openEventRelay, relayEvents } from '@cronicl/domain'
import { type JobDefinition, type JobName, choreDefinitions, jobDefinitions } from '@cronicl/jobs'
import { createRuntime, loadEnv, onShutdown, prepareDatabase } from '@cronicl/runtime'
import { choreHandlers } from './chores/handlers.ts'
import { handlers } from './handlers/index.ts'
import { runWorker } from './run-worker.ts'

const env = loadEnv()
await prepareDatabase(env)
const runtime = await createRuntime(env, { service: 'worker' })
const house = (): DomainContext => runtime.context({ actor: { type: 'system' } })
const worker = await runWorker<DomainContext, JobDefinition<JobName>>({
  url: env.DATABASE_URL,
  definitions: jobDefinitions,
  handlers,
  log: runtime.log,
  concurrency: {
    ...(env.RENDER_CONCURRENCY ? { 'render-film': env.RENDER_CONCURRENCY } : {}),
    ...(env.IMAGE_CONCURRENCY ? { 'generate-image': env.IMAGE_CONCURRENCY } : {}),
    ...(env.VIDEO_CONCURRENCY ? { 'generate-video': env.VIDEO_CONCURRENCY } : {}),
  },
  chores: { definitions: choreDefinitions, handlers: choreHandlers, context: house },
  context: ({ jobId, log }) => ({
    ...runtime.context({ actor: { type: 'system' }, requestId: jobId }),
    log,
  }),
})

const relay = await openEventRelay(env.DATABASE_URL, () => relayEvents(house()), runtime.log)

// In order: stop taking, finish or hand back what is in hand, then let go of the database.
onShutdown(runtime.log, async () => {
  await relay.close()
  await worker.stop({ finishMs: env.SHUTDOWN_GRACE_SECONDS * secondMs })
  await runtime.close()
})
runtime.log.info({}, 'worker takes jobs')
// Tells whoever started this process, over its IPC channel, that it is up.
process.send?.({ working: true })
