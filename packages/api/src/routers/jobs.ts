import {
  cancelJob,
  cancelJobInput,
  getJob,
  getJobInput,
  jobPage,
  jobView,
  listJobs,
  listJobsInput,
  retryJob,
  retryJobInput,
  retryJobOutput,
  watchJob,
  watchJobInput,
} from '@cronicl/domain'
import { tracked } from '@trpc/server'
import { adminProcedure, router, userProcedure } from '../trpc.ts'

const tags = ['jobs']

const routes = router({
  /** One job: its state, progress and outputs. */
  get: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/v1/jobs/{id}',
        aliases: ['/media/jobs/{id}'],
        tags,
        summary: 'One job',
        protect: true,
      },
    })
    .input(getJobInput)
    .output(jobView)
    .query(({ ctx, input }) => getJob(ctx.domain, input)),

  /** The caller's jobs, newest first. */
  list: userProcedure
    .meta({ openapi: { method: 'GET', path: '/v1/jobs', tags, summary: 'Jobs, newest first', protect: true } })
    .input(listJobsInput)
    .output(jobPage)
    .query(({ ctx, input }) => listJobs(ctx.domain, input)),

  /** Stops a job, whether it waits or runs. */
  cancel: userProcedure
    .meta({ openapi: { method: 'POST', path: '/v1/jobs/{id}/cancel', tags, summary: 'Stop a job', protect: true } })
    .input(cancelJobInput)
    .output(jobView)
    .mutation(({ ctx, input }) => cancelJob(ctx.domain, input)),

  /** Puts a failed job back on the queue; for administrators. */
  retry: adminProcedure
    .meta({
      openapi: { method: 'POST', path: '/v1/jobs/{id}/retry', tags, summary: 'Run a failed job again', protect: true },
    })
    .input(retryJobInput)
    .output(retryJobOutput)
    .mutation(({ ctx, input }) => retryJob(ctx.domain, input)),

  /** Every change of a job until it has ended; resumable by the last event's id. */
  watch: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/v1/jobs/{id}/events',
        tags,
        summary: 'Watch a job',
        protect: true,
        stream: true,
      },
    })
    .input(watchJobInput)
    .subscription(async function* ({ ctx, input, signal }) {
      for await (const { revision, job } of watchJob(ctx.domain, input, signal)) yield tracked(String(revision), job)
    }),
})

type Routes = typeof routes
export interface JobsRouter extends Routes {}
export const jobsRouter: JobsRouter = routes
