import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * @typedef {{ pid: number, startedAt: string, url?: string }} Instance
 */

/**
 * Marks `file` as held by this process for as long as it lives.
 * @param {string} file
 * @returns {{ holder: Instance } | { update(url: string): void, release(): void }} who holds it, when it is somebody else
 */
export function lockInstance(file) {
  const mine = { pid: process.pid, startedAt: birthOf(process.pid) }
  mkdirSync(dirname(file), { recursive: true })
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx' })
      return {
        update: (url) => writeFileSync(file, JSON.stringify({ ...mine, url })),
        release: () => rmSync(file, { force: true }),
      }
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    }
    const holder = readHolder(file)
    if (holder && isAlive(holder)) return { holder }
    rmSync(file, { force: true })
  }
}

/** @param {string} file @returns {Instance | null} */
function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** @param {Instance} instance */
function isAlive({ pid, startedAt }) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return false
  }
  // Process numbers are used again after a restart of the machine or a container.
  return birthOf(pid) === startedAt
}

/** When a process began, as the kernel counts it; the same for all where the kernel does not tell. @param {number} pid */
function birthOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
