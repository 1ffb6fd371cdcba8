import { Prisma } from '@cronicl/db'

export interface SearchWords {
  /** All that was asked for, in the notation of web search: words, "phrases", or, -not. */
  all: string
  /** What stands before the last word. */
  before: string
  /** The last word, when it may be the beginning of a longer one: still being typed, so to say. */
  beginning: string | null
}

/** What somebody typed as Postgres will read it. Nothing that can be typed is an error. */
export function toSearchWords(query: string): SearchWords {
  // Postgres text holds no NUL; half a surrogate pair is no character.
  const all = query.toWellFormed().replaceAll('\0', ' ').trim()
  const [last = ''] = /[\p{L}\p{M}\p{N}]+$/u.exec(all) ?? []
  const before = all.slice(0, all.length - last.length)
  const isOpenQuote = (before.split('"').length - 1) % 2 === 1
  const isPlain = last !== '' && (before === '' || /\s$/u.test(before)) && !isOpenQuote
  return { all, before, beginning: isPlain ? last : null }
}

/** The tsquery of `words` in a language (an SQL expression): as they stand, or with more letters after the last one. */
export function tsQuery({ all, before, beginning }: SearchWords, language: Prisma.Sql): Prisma.Sql {
  const asTyped = Prisma.sql`websearch_to_tsquery(${language}, ${all})`
  if (beginning === null) return asTyped
  // Letters and digits alone are safe in a tsquery's own notation.
  return Prisma.sql`(${asTyped} ||
    (websearch_to_tsquery(${language}, ${before}) && to_tsquery(${language}, ${`${beginning}:*`})))`
}
