/** A line that opens or closes a block of code: what it is made of, how long, and whether it may close one. */
export interface Fence {
  mark: '`' | '~'
  length: number
  isBare: boolean
}

/** The fence that a line is, by https://spec.commonmark.org/0.31.2/#fenced-code-blocks; null for any other line. */
export function fenceOf(line: string): Fence | null {
  const [found, run] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? []
  if (found === undefined || run === undefined) return null
  const mark = run.startsWith('~') ? '~' : '`'
  const rest = line.slice(found.length)
  if (mark === '`' && rest.includes('`')) return null
  return { mark, length: run.length, isBare: rest.trim() === '' }
}

export function closes(fence: Fence | null, open: Fence): boolean {
  return fence !== null && fence.isBare && fence.mark === open.mark && fence.length >= open.length
}

/** Which lines stand in a block of code that is closed, its fences among them. A fence that nothing closes opens none. */
export function fencedLines(lines: readonly string[]): boolean[] {
  const fences = lines.map(fenceOf)
  const longestAfter = longestClosers(fences)
  let open: Fence | null = null
  return fences.map((fence, index) => {
    if (open !== null) {
      if (closes(fence, open)) open = null
      return true
    }
    const isClosedLater = fence !== null && (longestAfter[index]?.[fence.mark] ?? 0) >= fence.length
    if (isClosedLater) open = fence
    return isClosedLater
  })
}

/** For each line, the longest closing fence of each mark behind it. */
function longestClosers(fences: readonly (Fence | null)[]): Record<Fence['mark'], number>[] {
  let longest = { '`': 0, '~': 0 }
  return fences
    .toReversed()
    .map((fence) => {
      const after = longest
      if (fence?.isBare) longest = { ...longest, [fence.mark]: Math.max(longest[fence.mark], fence.length) }
      return after
    })
    .reverse()
}
