import { validationError } from '../../errors.ts'
import type { Change } from '../changes.ts'
import { storyNodesMax } from '../limits.ts'

/**
 * Refuses changes that would give a story more nodes than it may have; `present` counts those it has, the trash too.
 * The planners do not know the whole story: whoever writes their changes asks this. VALIDATION_ERROR.
 */
export function checkNodeCount(present: number, changes: readonly Change[]): void {
  const added = changes.filter(({ table, before }) => table === 'node' && before === null).length
  if (added === 0 || present + added <= storyNodesMax) return
  const message = `A story has at most ${storyNodesMax.toLocaleString('en')} nodes, those in the trash included.`
  throw validationError([{ path: [], message }])
}
