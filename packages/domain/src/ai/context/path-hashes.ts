import { createHash } from 'node:crypto'
import type { NodePart } from '../prompts/story-sections.ts'

/**
 * For each node the SHA-256 (hex) of everything from the root to it: a chain, so a change of any node changes the hashes
 * of all that follow. `origin` names where the chain begins, when that is not the root.
 */
export function pathHashes(path: readonly NodePart[], origin = 'root'): string[] {
  let before = origin
  return path.map(({ title, content }) => {
    before = createHash('sha256')
      .update(JSON.stringify([before, title, content]))
      .digest('hex')
    return before
  })
}
