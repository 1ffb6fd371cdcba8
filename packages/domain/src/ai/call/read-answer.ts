import type { StructuredCall } from './call-types.ts'

export type ReadAnswer<T> = { ok: true; value: T } | { ok: false; mistakes: string[] }

/** A model that is told of more only gets confused. */
const mistakesMax = 20

/** The object in a model's answer, validated; or its mistakes, in words for the model. */
export function readAnswer<T>(call: Pick<StructuredCall<T>, 'schema' | 'mistakes'>, text: string): ReadAnswer<T> {
  let json: unknown
  try {
    json = JSON.parse(withoutFences(text))
  } catch {
    return { ok: false, mistakes: ['The answer is not one whole JSON object.'] }
  }
  const parsed = call.schema.safeParse(json)
  const mistakes = parsed.success
    ? (call.mistakes?.(parsed.data) ?? [])
    : parsed.error.issues.map((issue) => `${issue.path.join('.') || 'The answer'}: ${issue.message}`)
  if (parsed.success && mistakes.length === 0) return { ok: true, value: parsed.data }
  return { ok: false, mistakes: mistakes.slice(0, mistakesMax) }
}

/** Models like to wrap JSON as Markdown does. */
function withoutFences(text: string): string {
  const fenced = /^\s*```[a-z]*\s*\n([\s\S]*?)\n?\s*```\s*$/i.exec(text)
  return fenced?.[1] ?? text
}
