import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { releaseHeldLocks, withFolderLock } from './folder-lock.mjs'

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
const quick = { pollMs: 2, beatMs: 5 }
let base = ''
let folder = ''

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'folder-lock-'))
  folder = join(base, 'deep', '.lock')
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

/** @param {string[]} names what a process left in the lock */
function leave(...names) {
  mkdirSync(folder, { recursive: true })
  for (const name of names) writeFileSync(join(folder, name), '')
}

/** A pid that belonged to a process which has ended. */
function deadPid() {
  return spawnSync(process.execPath, ['--version']).pid
}

/** @param {number} count workers that each hold the lock across several turns of the event loop */
async function contend(count) {
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate)
    inside -= 1
  }
  await Promise.all(Array.from({ length: count }, () => withFolderLock(folder, quick, work)))
  return most
}

test('only one is inside at a time, and nothing is left behind', async () => {
  expect(await contend(8)).toBe(1)
  expect(readdirSync(join(base, 'deep'))).toEqual([])
})

test('the lock of a killed owner is taken over by exactly one of those who wait', async () => {
  leave(`owner.${host}.${deadPid()}.abc`)
  expect(await contend(8)).toBe(1)
  expect(existsSync(folder)).toBe(false)
})

test('a child that outlives its killed owner still holds the lock', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
  leave(`owner.${host}.${deadPid()}.abc`, `cover.${host}.${child.pid}`)
  /** @type {string[]} */
  const order = []
  let waited = () => {}
  const waiting = new Promise((resolve) => {
    waited = () => resolve(undefined)
  })
  const entered = withFolderLock(folder, { ...quick, onWait: () => waited() }, async () => void order.push('entered'))
  await waiting
  order.push('child ends')
  child.stdin?.end()
  await once(child, 'exit')
  await entered
  expect(order).toEqual(['child ends', 'entered'])
})

test('a living owner is waited for, and named', async () => {
  leave(`owner.${host}.${process.pid}.abc`)
  /** @type {number[]} */
  const named = []
  const entered = withFolderLock(folder, { ...quick, onWait: (pid) => named.push(pid) }, async () => 'in')
  await expect.poll(() => named, { interval: 2 }).toEqual([process.pid])
  expect(readdirSync(folder)).toEqual([`owner.${host}.${process.pid}.abc`])
  rmSync(folder, { recursive: true })
  expect(await entered).toBe('in')
})

test('an owner on another machine counts as gone only when it has been silent', async () => {
  leave('owner.deadbeef.1.abc')
  expect(await withFolderLock(folder, { ...quick, foreignPatienceMs: 20 }, async () => 'in')).toBe('in')
})

test('an owner shows that it lives for as long as it works', async () => {
  await withFolderLock(folder, quick, async () => {
    const shown = () => statSync(join(folder, readdirSync(folder)[0] ?? '')).mtimeMs
    const first = shown()
    await expect.poll(shown, { interval: 2 }).toBeGreaterThan(first)
  })
})

test('failed work gives the lock back', async () => {
  await expect(withFolderLock(folder, quick, () => Promise.reject(new Error('broke')))).rejects.toThrow('broke')
  expect(existsSync(folder)).toBe(false)
})

test('a signal handler can give back what is held, and the end of the work then harms nobody', async () => {
  await withFolderLock(folder, quick, async ({ cover }) => {
    cover(process.pid)
    releaseHeldLocks()
    expect(existsSync(folder)).toBe(false)
    leave(`owner.${host}.${process.pid}.other`, `cover.${host}.${process.pid}`)
  })
  expect(readdirSync(folder)).toHaveLength(2)
})
