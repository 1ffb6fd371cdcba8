import { z } from 'zod'
import { renderDocumentSchema } from './document.ts'

/** A JSON Schema, as far as it is built on here. */
export interface DocumentJsonSchema {
  $schema: string
  $id: string
  [keyword: string]: unknown
}

/**
 * The document as JSON Schema (draft 2020-12), for editors: everything that validation takes, it takes too. What a
 * schema cannot say, as which options mean something for which clip, is for validation to refuse. `id` is the address
 * that it is served at.
 */
export function documentJsonSchema(id: string): DocumentJsonSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(renderDocumentSchema, {
    io: 'input',
    target: 'draft-2020-12',
  })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    title: 'Render document',
    description: 'A film as JSON: what is seen and heard, when, and how. Sent to renders.create or POST /v1/render.',
    ...schema,
    // The mode decides which of its fields is needed; the zod schema says so in code.
    if: { properties: { mode: { const: 'longform' } }, required: ['mode'] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { required: ['backgrounds'] },
    else: { required: ['tracks'] },
  }
}
