import { AppError } from '@cronicl/core'
import { requireUserId, uploadFile } from '@cronicl/domain'
import multipart from '@fastify/multipart'
import type { Runtime } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'
import { createContext } from '../actor.ts'

/** `POST /media/upload`: one file in the field `file`, streamed to the store; answers with the asset. */
export async function registerUploads(app: FastifyInstance, runtime: Runtime): Promise<void> {
  await app.register(async (scope) => {
    // The verb counts bytes itself, so the parser needs no limit of its own but one that never bites first.
    await scope.register(multipart, {
      limits: { files: 1, fields: 10, fieldSize: 1_000, fileSize: Number.MAX_SAFE_INTEGER },
    })
    scope.post('/media/upload', { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request, reply) => {
      const { domain } = await createContext(runtime, request, reply)
      // Before a byte is read.
      requireUserId(domain)
      const gone = new AbortController()
      // 'close' comes before 'end' only when the client hung up.
      request.raw.once(
        'close',
        () => request.raw.complete || gone.abort(new AppError('VALIDATION_ERROR', 'The upload broke off.')),
      )
      const part = await request.file()
      if (!part || part.fieldname !== 'file')
        throw new AppError('VALIDATION_ERROR', 'Send the file in the multipart field “file”.', {
          details: { issues: [{ path: ['file'], message: 'Required' }] },
        })
      const asset = await uploadFile(domain, {
        body: part.file,
        fileName: part.filename || 'untitled',
        signal: gone.signal,
      })
      return reply.code(201).send(asset)
    })
  })
}
