import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Runs `work` and says by how many bytes the buffers that are really in use grew at most, as seen at the calls of
 * `sample`; each call collects garbage first, so that the figure does not depend on when the engine would have.
 */
export async function peakOf(work: (sample: () => void) => Promise<void>): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const inUse = () => {
    collect()
    return process.memoryUsage().arrayBuffers
  }
  const before = inUse()
  let peak = 0
  await work(() => {
    peak = Math.max(peak, inUse() - before)
  })
  return peak
}
