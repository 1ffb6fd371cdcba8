import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * SHA-256 over the names and bytes of files; folders count with all they hold.
 * @param {string} base folder that the paths are relative to
 * @param {string[]} paths
 * @returns {string}
 */
export function digestOf(base, paths) {
  const hash = createHash('sha256')
  /** @param {string} path */
  const add = (path) => {
    const full = join(base, path)
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) add(`${path}/${name}`)
      return
    }
    const bytes = readFileSync(full)
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  for (const path of paths) add(path)
  return hash.digest('hex')
}

/**
 * True when `file` says that the work was finished for exactly this key.
 * @param {string} file
 * @param {string} key
 */
export function isStamped(file, key) {
  try {
    return readFileSync(file, 'utf8') === key
  } catch {
    return false
  }
}

/**
 * Does the work and stamps it. The old stamp goes first, so work that was killed half way is done again.
 * @param {string} file
 * @param {string} key
 * @param {() => Promise<void>} work
 */
export async function stamped(file, key, work) {
  rmSync(file, { force: true })
  await work()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, key)
}
