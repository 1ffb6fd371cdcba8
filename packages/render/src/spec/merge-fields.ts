import type { Issue } from '@cronicl/core'
import { z } from 'zod'

/** `find` is written as `{{find}}` in the document. */
export const mergeSchema = z
  .array(
    z.strictObject({
      find: z
        .string()
        .regex(/^[\p{L}\p{N}_.-]{1,64}$/u, 'A name has letters, digits, "_", "." and "-", at most 64.')
        .describe('The name that stands between {{ and }}'),
      replace: z
        .union([z.string().max(20_000), z.number(), z.boolean()], {
          error: 'replace is a text of at most 20000 characters, a number, true or false.',
        })
        .describe('What comes in its place; a field that is nothing but the placeholder takes a number as a number'),
    }),
  )
  .max(200)

type Values = ReadonlyMap<string, string | number | boolean>

export interface Merged {
  document: unknown
  issues: Issue[]
}

/** A place in a text for a merge field, whose name is its first group. */
export const placeholder = /\{\{\s*([\p{L}\p{N}_.-]{1,64})\s*\}\}/gu
/** Deeper than any document: beyond it nothing is looked at, and the schema refuses it. */
const maxDepth = 32
/** What a text may become: no field is longer. */
const maxCharacters = 500_000

/**
 * The document with every placeholder of its texts replaced, before anything else is asked of it. What replaces one is not
 * looked at again. A placeholder without a field is an issue where it stands; mistakes in `merge` itself are the schema's.
 */
export function mergeFields(document: unknown): Merged {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return { document, issues: [] }
  const { merge, ...rest } = document as Record<string, unknown>
  const read = merge === undefined ? null : mergeSchema.safeParse(merge)
  // A wrong list makes every placeholder unknown: one mistake is enough.
  if (read && !read.success) return { document, issues: [] }
  const values: Values = new Map(read?.data.map(({ find, replace }) => [find, replace]))
  const issues: Issue[] = []
  const merged = walk(rest, { values, issues, path: [] }) as Record<string, unknown>
  return { document: merge === undefined ? merged : { ...merged, merge }, issues }
}

interface Walk {
  values: Values
  issues: Issue[]
  path: (string | number)[]
}

function walk(value: unknown, at: Walk): unknown {
  if (typeof value === 'string') return replaced(value, at)
  if (typeof value !== 'object' || value === null || at.path.length >= maxDepth) return value
  const into = (part: unknown, key: string | number) => walk(part, { ...at, path: [...at.path, key] })
  if (Array.isArray(value)) return value.map(into)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, into(part, key)]))
}

function replaced(text: string, { values, issues, path }: Walk): unknown {
  const names = [...text.matchAll(placeholder)].map((match) => match[1] as string)
  if (names.length === 0) return text
  const missing = [...new Set(names)].filter((name) => !values.has(name))
  for (const name of missing) issues.push({ path, message: `There is no merge field "${name}".` })
  if (missing.length > 0) return text
  const [first = ''] = names
  if (names.length === 1 && text.replace(placeholder, '').trim() === '') return values.get(first)
  const length = names.reduce((sum, name) => sum + String(values.get(name)).length, text.length)
  if (length > maxCharacters) {
    issues.push({ path, message: `With its merge fields the text is longer than ${maxCharacters} characters.` })
    return text
  }
  return text.replace(placeholder, (_, name: string) => String(values.get(name)))
}
