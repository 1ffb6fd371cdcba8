import { type Issue, validationError } from '@cronicl/core'
import { type RenderDocumentInput, renderDocumentSchema } from '@cronicl/render'
import { z } from 'zod'

type Inputs<More extends z.ZodRawShape> = z.ZodType<
  RenderDocumentInput & z.output<z.ZodObject<More>>,
  RenderDocumentInput & z.input<z.ZodObject<More>>
>

/**
 * An input of a document's fields with others beside them. Of the document's it only knows how they are described: a
 * placeholder may stand for a number, so that nothing can be said of a field before its merge fields are in their places.
 * `prepareRender` says it then, and of unknown fields too.
 */
export function documentInput<More extends z.ZodRawShape>(more: More): Inputs<More> {
  const fields = Object.entries(renderDocumentSchema.shape).map(([name, field]) => {
    const { $schema: _dialect, ...described } = z.toJSONSchema(field, { io: 'input' })
    return [name, z.unknown().optional().meta(described)] as const
  })
  return z.looseObject({ ...Object.fromEntries(fields), ...more }) as unknown as Inputs<More>
}

/** Refuses what the database cannot keep as JSON, and what is nested deeper than any document, at its path. */
export function requireStorable(document: unknown): void {
  const issues: Issue[] = []
  visit(document, [], issues)
  if (issues.length > 0) throw validationError(issues)
}

const maxDepth = 32

function visit(value: unknown, path: (string | number)[], issues: Issue[]): void {
  if (typeof value === 'string' && !storable(value))
    issues.push({ path, message: 'The text holds a character that is none (NUL or half a pair).' })
  if (typeof value !== 'object' || value === null) return
  if (path.length >= maxDepth) return void issues.push({ path, message: 'This is nested too deeply.' })
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  for (const [key, child] of entries) {
    if (typeof key === 'string' && !storable(key))
      issues.push({ path, message: 'The name of a field holds a character that is none (NUL or half a pair).' })
    visit(child, [...path, key], issues)
  }
}

function storable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
