/**
 * Prints one line for a step that really does something: what it does, then how long it took.
 * On stderr, so that what a task prints stays clean.
 * @template T
 * @param {string} what such as "Installing ffmpeg"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function announce(what, work) {
  const started = performance.now()
  process.stderr.write(`${what} … `)
  try {
    const result = await work()
    process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`)
    return result
  } catch (error) {
    process.stderr.write('failed\n')
    throw error
  }
}
