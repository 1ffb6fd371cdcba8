import { type Meta, aiBodyLimitBytes } from '../../context.ts'

/** What every procedure that is sent story text says of itself. */
export function aiMeta(path: `/${string}`, summary: string): Meta {
  return { openapi: { method: 'POST', path, tags: ['ai'], summary, protect: true }, bodyLimitBytes: aiBodyLimitBytes }
}

/** The same for one that answers with events. */
export function aiStreamMeta(path: `/${string}`, summary: string): Meta {
  const { openapi, ...meta } = aiMeta(path, summary)
  return openapi ? { ...meta, openapi: { ...openapi, stream: true } } : meta
}
