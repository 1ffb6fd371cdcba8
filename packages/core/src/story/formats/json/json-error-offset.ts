const whitespace = /[ \t\n\r]*/y
const string = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** What may come next: a value (or, in an empty list or object, its end), a key, or what follows a value. */
type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'after'

/**
 * Offset of the first character at which `text`, which is no JSON (https://www.rfc-editor.org/rfc/rfc8259), goes wrong;
 * its length when it ends too early. Depth costs no stack.
 */
export function jsonErrorOffset(text: string): number {
  const open: ('[' | '{')[] = []
  let expected: Expected = 'value'
  let at = 0

  function take(pattern: RegExp): boolean {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at += found[0].length
    return found !== null && found[0] !== ''
  }

  /** Past a string; false, with `at` on the mistake, when it is none. */
  function takeString(): boolean {
    if (!take(string) || text[at] !== '"') return false
    at++
    return true
  }

  function takeKey(): boolean {
    if (!takeString()) return false
    take(whitespace)
    if (text[at] !== ':') return false
    at++
    return true
  }

  function step(): Expected | null {
    const char = text[at]
    if ((char === ']' && open.at(-1) === '[') || (char === '}' && open.at(-1) === '{')) {
      if (expected !== 'after' && expected !== 'valueOrEnd' && expected !== 'keyOrEnd') return null
      open.pop()
      at++
      return 'after'
    }
    if (expected === 'after') {
      if (char !== ',' || open.length === 0) return null
      at++
      return open.at(-1) === '[' ? 'value' : 'key'
    }
    if (expected === 'key' || expected === 'keyOrEnd') return takeKey() ? 'value' : null
    if (char === '[' || char === '{') {
      open.push(char)
      at++
      return char === '[' ? 'valueOrEnd' : 'keyOrEnd'
    }
    return (char === '"' ? takeString() : take(scalar)) ? 'after' : null
  }

  for (;;) {
    take(whitespace)
    if (at >= text.length) return at
    const next = step()
    if (next === null) return at
    expected = next
  }
}
