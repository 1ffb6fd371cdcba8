import { createHash } from 'node:crypto'
import { renderDocumentJsonSchema } from '@cronicl/domain'
import type { Runtime } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'

const path = '/schemas/render.json'

interface Served {
  publicUrl: string
  body: string
  etag: string
}

/** `/schemas/render.json`: the render document as JSON Schema, for editors. Anyone may read it, from any page. */
export function registerSchemas(app: FastifyInstance, runtime: Runtime): void {
  let served: Served | undefined
  app.get(path, async (request, reply) => {
    const publicUrl = runtime.publicUrl.value
    if (served?.publicUrl !== publicUrl) served = serve(publicUrl)
    void reply.headers({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=3600',
      etag: served.etag,
    })
    // A cache between may have made the tag a weak one.
    const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
    if (known?.includes(served.etag) || known?.includes('*')) return reply.code(304).send()
    return reply.type('application/schema+json').send(served.body)
  })
}

function serve(publicUrl: string): Served {
  const body = JSON.stringify(renderDocumentJsonSchema(`${publicUrl}${path}`))
  return { publicUrl, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"` }
}
