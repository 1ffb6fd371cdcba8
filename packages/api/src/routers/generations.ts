import {
  cancelGeneration,
  cancelGenerationInput,
  createImage,
  createImageInput,
  createGenerationOutput,
  createMedia,
  createMediaInput,
  createMediaOutput,
  createVideo,
  createVideoInput,
  deleteGeneration,
  deleteGenerationInput,
  deleteGenerationOutput,
  generationMediaView,
  generationPage,
  generationView,
  getGenerationInput,
  getGenerationMedia,
  listGenerations,
  listGenerationsInput,
  retryGeneration,
  retryGenerationInput,
  watchJob,
  watchJobInput,
} from '@cronicl/domain'
import { tracked } from '@trpc/server'
import { z } from 'zod'
import type { Meta } from '../context.ts'
import { router, userProcedure } from '../trpc.ts'

type Route = NonNullable<Meta['openapi']>

const tags = ['generations']
const home = '/api/v1/generations'
const started = { successStatus: 202 }

function meta(method: Route['method'], path: Route['path'], summary: string, more: Partial<Route> = {}): Meta {
  return { openapi: { method, path, tags, summary, protect: true, ...more } }
}

const routes = router({
  /** Pictures for a prompt. `commit: false` checks and prices; `commit: true` starts a job to wait for. */
  createImage: userProcedure
    .meta(meta('POST', '/images/generate', 'Have pictures made', { ...started, aliases: ['/api/generate/image'] }))
    .input(createImageInput)
    .output(createGenerationOutput)
    .mutation(({ ctx, input }) => createImage(ctx.domain, input)),

  /** A film for a prompt, from a picture to begin with, to one to end with. */
  createVideo: userProcedure
    .meta(meta('POST', '/video/generate', 'Have a film made', started))
    .input(createVideoInput)
    .output(createGenerationOutput)
    .mutation(({ ctx, input }) => createVideo(ctx.domain, input)),

  /** Either of them. As a form, it takes the film's first and last frame as files. */
  create: userProcedure
    .meta(
      meta('POST', home, 'Have pictures or a film made', {
        ...started,
        aliases: ['/media/generate'],
        files: { input1: 'startFrame', input2: 'endFrame' },
      }),
    )
    .input(createMediaInput)
    .output(createMediaOutput)
    .mutation(({ ctx, input }) => createMedia(ctx.domain, input)),

  /** One generation, with the variants of its outputs. */
  get: userProcedure
    .meta(meta('GET', `${home}/{id}`, 'One generation', { aliases: ['/images/jobs/{id}', '/video/jobs/{id}'] }))
    .input(getGenerationInput)
    .output(generationMediaView)
    .query(({ ctx, input }) => getGenerationMedia(ctx.domain, input)),

  /** The caller's generations, newest first. */
  list: userProcedure
    .meta(meta('GET', home, 'Generations, newest first'))
    .input(listGenerationsInput)
    .output(generationPage)
    .query(({ ctx, input }) => listGenerations(ctx.domain, input)),

  /** Calls it off; what the provider has done by then may still count. */
  cancel: userProcedure
    .meta(meta('POST', `${home}/{id}/cancel`, 'Call a generation off'))
    .input(cancelGenerationInput)
    .output(generationView)
    .mutation(({ ctx, input }) => cancelGeneration(ctx.domain, input)),

  /** The same as an update: `{ "action": "cancel" }`. */
  update: userProcedure
    .meta(meta('PATCH', `${home}/{id}`, 'Call a generation off, as an update'))
    .input(cancelGenerationInput.extend({ action: z.literal('cancel') }))
    .output(generationView)
    .mutation(({ ctx, input: { id } }) => cancelGeneration(ctx.domain, { id })),

  /** Starts what failed or was canceled once more, as a new job. */
  retry: userProcedure
    .meta(meta('POST', `${home}/{id}/retry`, 'Start a generation once more', started))
    .input(retryGenerationInput)
    .output(createGenerationOutput)
    .mutation(({ ctx, input }) => retryGeneration(ctx.domain, input)),

  /** Forgets one that has ended; its outputs stay in the library. */
  delete: userProcedure
    .meta(meta('DELETE', `${home}/{id}`, 'Forget a generation'))
    .input(deleteGenerationInput)
    .output(deleteGenerationOutput)
    .mutation(({ ctx, input }) => deleteGeneration(ctx.domain, input)),

  /** Every change of its job until it has ended, as `jobs.watch`. */
  watch: userProcedure
    .meta(meta('GET', `${home}/{id}/events`, 'Watch a generation', { stream: true }))
    .input(watchJobInput)
    .subscription(async function* ({ ctx, input, signal }) {
      for await (const { revision, job } of watchJob(ctx.domain, input, signal)) yield tracked(String(revision), job)
    }),
})

type Routes = typeof routes
export interface GenerationsRouter extends Routes {}
export const generationsRouter: GenerationsRouter = routes
