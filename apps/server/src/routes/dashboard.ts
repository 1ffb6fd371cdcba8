import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { Runtime } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'

const built = join(import.meta.dirname, '../../../dashboard/dist')

/** The dashboard at `/`, when it has been built. Its assets carry their hash in their name. */
export async function registerDashboard(app: FastifyInstance, runtime: Runtime): Promise<void> {
  if (!existsSync(join(built, 'index.html'))) {
    runtime.log.warn({ built }, 'the dashboard is not built; / has no page')
    return
  }
  await app.register(fastifyStatic, {
    root: built,
    setHeaders: (response, path) =>
      void response.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  })
}
