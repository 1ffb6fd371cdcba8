import type { Readable } from 'node:stream'
import { type Issue, validationError } from '@cronicl/core'
import type { FastifyRequest } from 'fastify'

export interface FormFiles {
  /** Names of its files, each with the field that is given what `store` answers. */
  files: Readonly<Record<string, string>>
  store(file: Readable): Promise<string>
}

/** Beside files that `store` limits itself: room for every field, a prompt of 10,000 characters among them. */
const formLimits = { files: 4, fields: 40, parts: 44, fieldSize: 60_000, fileSize: Number.MAX_SAFE_INTEGER }

/** The fields of a form, as text; a field that comes twice is a list. Each file is stored as it comes. */
export async function readForm(
  request: FastifyRequest,
  { files, store }: FormFiles,
): Promise<Record<string, string | string[]>> {
  const fields = new Map<string, string[]>()
  const issues: Issue[] = []
  for await (const part of request.parts({ limits: formLimits })) {
    if (part.type === 'field') {
      fields.set(part.fieldname, [...(fields.get(part.fieldname) ?? []), String(part.value)])
      continue
    }
    const field = Object.hasOwn(files, part.fieldname) ? files[part.fieldname] : undefined
    if (field === undefined || fields.has(field)) {
      const names = Object.keys(files).map((name) => `“${name}”`)
      const message = field === undefined ? `Send files in ${names.join(' and ')}.` : 'There is one already.'
      issues.push({ path: [part.fieldname], message })
      part.file.resume()
    } else fields.set(field, [await store(part.file)])
  }
  if (issues.length > 0) throw validationError(issues)
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}
