/** What a comment under the title may say. */
export type NoteName = 'root' | 'description'

/** `<!-- root: "Prologue" -->`. The text is a JSON string without --, which would end a comment. */
export function printNote(name: NoteName, text: string): string {
  return `<!-- ${name}: ${JSON.stringify(text).replaceAll('--', String.raw`-\u002d`)} -->`
}

/** The note that `line` is; null when it is none. */
export function readNote(line: string): { name: NoteName; text: string } | null {
  const [found, name] = /^<!-- (root|description): "/.exec(line) ?? []
  if (found === undefined || !line.endsWith('" -->')) return null
  try {
    const text: unknown = JSON.parse(line.slice(found.length - 1, -' -->'.length))
    return typeof text === 'string' ? { name: name as NoteName, text } : null
  } catch {
    return null
  }
}
