import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** Locks held by this process, for a signal handler. @type {Set<() => void>} */
const held = new Set()

/**
 * @typedef {object} LockTimes
 * @property {number} [pollMs] how often one who waits looks
 * @property {number} [beatMs] how often the owner shows that it lives
 * @property {number} [livingPatienceMs] silence after which even a living pid counts as gone (it may be another program by now)
 * @property {number} [foreignPatienceMs] the same for an owner in another container or machine, whose pid says nothing here
 */

/**
 * One worker at a time in a folder that many processes share. Guarantees: the lock comes into being with its owner's name in it (one rename);
 * a lock whose owner was killed is taken over by renaming that owner's file, so of many who wait exactly one wins; a child that outlives its
 * killed owner (`cover`) still holds the lock.
 * @template T
 * @param {string} folder
 * @param {{ onWait?: (pid: number) => void } & LockTimes} options
 * @param {(lock: { cover: (pid: number) => void }) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFolderLock(folder, options, work) {
  const owner = `owner.${host}.${process.pid}.${randomBytes(6).toString('hex')}`
  await acquire(folder, owner, options)
  const file = join(folder, owner)
  const beat = setInterval(() => touch(file), options.beatMs ?? 1_000)
  const release = () => {
    clearInterval(beat)
    held.delete(release)
    // Taken over while this process stood still: what is there belongs to another.
    if (!existsSync(file)) return
    dropCovers(folder)
    rmSync(file, { force: true })
    removeIfEmpty(folder)
  }
  held.add(release)
  try {
    return await work({ cover: (pid) => writeFileSync(join(folder, `cover.${host}.${pid}`), '') })
  } finally {
    release()
  }
}

/** Gives back what this process holds; for the moment before it exits by a signal. */
export function releaseHeldLocks() {
  for (const release of held) release()
}

/**
 * @param {string} folder
 * @param {string} owner
 * @param {{ onWait?: (pid: number) => void } & LockTimes} options
 */
async function acquire(folder, owner, options) {
  let told = false
  /** What was last seen, and since when (by a clock that a sleeping laptop or a wrong date cannot turn). */
  let seen = { state: '', since: performance.now() }
  for (;;) {
    if (!existsSync(folder) && create(folder, owner)) return
    const current = inspect(folder)
    if (!current) {
      removeIfEmpty(folder)
    } else {
      if (current.state !== seen.state) seen = { state: current.state, since: performance.now() }
      const patience = current.foreign ? (options.foreignPatienceMs ?? 60_000) : (options.livingPatienceMs ?? 600_000)
      const gone = !current.foreign && !current.pids.some(isAlive)
      if ((gone || performance.now() - seen.since > patience) && takeOver(folder, current.owner, owner)) return
      if (!told) options.onWait?.(current.pids[0] ?? 0)
      told = true
    }
    await wait(options.pollMs ?? 100)
  }
}

/** @param {string} folder @param {string} owner @returns {boolean} whether the lock is ours now */
function create(folder, owner) {
  const prepared = `${folder}.${owner}`
  mkdirSync(dirname(folder), { recursive: true })
  mkdirSync(prepared)
  writeFileSync(join(prepared, owner), '')
  try {
    renameSync(prepared, folder)
    return true
  } catch {
    rmSync(prepared, { recursive: true, force: true })
    return false
  }
}

/** @param {string} folder @param {string} gone @param {string} owner @returns {boolean} whether the lock is ours now */
function takeOver(folder, gone, owner) {
  try {
    renameSync(join(folder, gone), join(folder, owner))
  } catch {
    return false
  }
  touch(join(folder, owner))
  dropCovers(folder)
  return true
}

/** @param {string} folder */
function inspect(folder) {
  /** @type {string[]} */
  let names = []
  try {
    names = readdirSync(folder)
  } catch {
    return undefined
  }
  const owner = names.find((name) => name.startsWith('owner.'))
  if (!owner) return undefined
  const foreign = owner.split('.')[1] !== host
  const pids = [owner, ...names.filter((name) => name.startsWith(`cover.${host}.`))].map((name) =>
    Number(name.split('.')[2]),
  )
  return { owner, foreign, pids, state: `${owner} ${modifiedMs(join(folder, owner))}` }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {string} file */
function modifiedMs(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** @param {string} file */
function touch(file) {
  const now = new Date()
  try {
    utimesSync(file, now, now)
  } catch {
    // The lock was taken over while this process stood still (a stopped job, a sleeping machine): nothing is left to show.
  }
}

/** @param {string} folder */
function dropCovers(folder) {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (name.startsWith('cover.')) rmSync(join(folder, name), { force: true })
  }
}

/** @param {string} folder */
function removeIfEmpty(folder) {
  try {
    rmdirSync(folder)
  } catch {
    // Not there, or held by another by now.
  }
}
