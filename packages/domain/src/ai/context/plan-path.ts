export interface PathRoom {
  /** What the path should take at most, for money's sake. */
  softTokens: number
  /** What it can take at most. */
  hardTokens: number
  /** Room that is kept for the summary when there is one. */
  summaryTokens: number
  chunkTokens: number
}

export interface PathPlan {
  /** The nodes before this index are summarised; the others go whole. */
  from: number
  /** Where the pieces to summarise end (exclusive), rising; the last is `from`. Empty when nothing is. */
  ends: number[]
}

/**
 * How a path fits. The nodes are cut into pieces from the root on, each ending as soon as it has `chunkTokens`; so a
 * longer path has the same pieces as before and summaries of them stay good. The fewest pieces that make the rest fit
 * are summarised. The current node is never among them. Null when it does not fit with its summary.
 */
export function planPath(tokens: readonly number[], room: PathRoom): PathPlan | null {
  const soft = Math.min(room.softTokens, room.hardTokens)
  const total = sum(tokens)
  if (total <= soft) return { from: 0, ends: [] }
  const ends = chunkEnds(tokens, room.chunkTokens)
  const restFrom = (end: number): number => total - sum(tokens.slice(0, end)) + room.summaryTokens
  const enough = ends.findIndex((end) => restFrom(end) <= soft)
  if (enough !== -1) return cutAfter(ends.slice(0, enough + 1))
  // The soft limit cannot be kept: what was asked for is more than we like to send, but it is sent.
  const last = ends.at(-1)
  if (last === undefined ? total <= room.hardTokens : restFrom(last) <= room.hardTokens) return cutAfter(ends)
  const current = tokens.length - 1
  if (current > 0 && last !== current && restFrom(current) <= room.hardTokens) return cutAfter([...ends, current])
  return null
}

/** Where the pieces of a path end. What follows the last end is not a whole piece yet, or is the current node. */
export function chunkEnds(tokens: readonly number[], chunkTokens: number): number[] {
  const ends: number[] = []
  let size = 0
  for (const [index, count] of tokens.slice(0, -1).entries()) {
    size += count
    if (size < chunkTokens) continue
    ends.push(index + 1)
    size = 0
  }
  return ends
}

function cutAfter(ends: number[]): PathPlan {
  return { from: ends.at(-1) ?? 0, ends }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
