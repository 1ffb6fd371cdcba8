import { aiRouter } from './routers/ai.ts'
import { authRouter } from './routers/auth.ts'
import { generationsRouter } from './routers/generations.ts'
import { jobsRouter } from './routers/jobs.ts'
import { mediaRouter } from './routers/media.ts'
import { rendersRouter } from './routers/renders.ts'
import { systemRouter } from './routers/system.ts'
import { timelinesRouter } from './routers/timelines.ts'
import { usageRouter } from './routers/usage.ts'
import { webhooksRouter } from './routers/webhooks.ts'
import { createCallerFactory, router } from './trpc.ts'

/** The table of contents: everything that can be asked of Cronicl. */
export const appRouter = router({
  ai: aiRouter,
  auth: authRouter,
  generations: generationsRouter,
  jobs: jobsRouter,
  media: mediaRouter,
  renders: rendersRouter,
  system: systemRouter,
  timelines: timelinesRouter,
  usage: usageRouter,
  webhooks: webhooksRouter,
})

export type AppRouter = typeof appRouter

/** Calls procedures in process, with a context of one's own. */
export const createCaller = createCallerFactory(appRouter)
