import type { Runtime } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'

/** `/health` tells how the house stands; `/ready` tells a balancer whether to send requests here. */
export function registerHealth(app: FastifyInstance, runtime: Runtime): void {
  app.get('/health', async () => {
    const [database, queues] = await Promise.all([databaseAnswers(runtime), runtime.queueStats().catch(() => null)])
    return {
      status: database && queues ? 'ok' : 'degraded',
      database: database ? 'ok' : 'unreachable',
      queues: queues?.queues ?? [],
      activeWorkers: queues?.activeWorkers ?? 0,
      ffmpeg: runtime.mediaTools
        ? { available: true, version: runtime.mediaTools.version }
        : {
            available: false,
            hint: 'Video, sound and rendering need FFmpeg: install it, or set FFMPEG_PATH and FFPROBE_PATH.',
          },
      storage: runtime.blobs.kind,
    }
  })
  app.get('/ready', async (_request, reply) => {
    const ready = await databaseAnswers(runtime)
    return reply.code(ready ? 200 : 503).send({ ready })
  })
}

async function databaseAnswers(runtime: Runtime): Promise<boolean> {
  return runtime.db.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  )
}
