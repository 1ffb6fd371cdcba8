/**
 * A value as data in a prompt: JSON between two tags that name it. The value holds no angle bracket (they are written as
 * JSON escapes), so nothing in it can end the block or open another, whatever an author or an attacker has typed.
 * Lists stand one item a line.
 */
export function dataBlock(name: string, value: unknown): string {
  const json = Array.isArray(value) ? `[\n${value.map(inertJson).join(',\n')}\n]` : inertJson(value)
  return `<data name="${name}">\n${json}\n</data>`
}

/** JSON without angle brackets and without line breaks of any kind; it parses to the same value. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029\u0085]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
