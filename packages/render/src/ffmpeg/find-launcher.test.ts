import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findLauncher } from './find-launcher.ts'
import { locateTools } from './locate-tools.ts'
import { maxMemoryBytes } from './limits.ts'
import { openMemoryGroup } from './memory-group.ts'
import { run } from './run.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cronicl-launcher-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** A folder that looks like a place of the cgroup tree, of either version. */
async function place(folder: string, limitFile: string): Promise<string> {
  const group = join(folder, 'cronicl-media')
  await mkdir(group, { recursive: true })
  for (const file of [limitFile, 'cgroup.procs']) await writeFile(join(group, file), '')
  return group
}

const execute = (launcher: readonly string[], script: string) =>
  run({ command: 'sh', args: ['-c', script], launcher, timeoutMs: 10_000, maxStdoutBytes: 10_000 })

/** Stands for bubblewrap: writes its arguments down and becomes the command behind `--`. */
async function fakeBubblewrap(ending = 'exec "$@"'): Promise<string> {
  const path = join(dir, 'bwrap')
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" > ${dir}/words\nwhile [ "$1" != -- ]; do shift; done\nshift\n${ending}\n`
  await writeFile(path, script)
  await chmod(path, 0o755)
  return path
}

test.each(['memory.max', 'memory.limit_in_bytes'])('memory is bounded where %s can be written', async (limitFile) => {
  const group = await place(dir, limitFile)
  expect(await openMemoryGroup({ folder: dir })).toBe(group)
  const limit = Number(await readFile(join(group, limitFile), 'utf8'))
  expect(limit).toBeGreaterThan(100_000_000)
  expect(limit).toBeLessThanOrEqual(maxMemoryBytes)
})

test('our own place in the tree is taken where a user may write there, and never as root', async () => {
  const self = join(dir, 'self')
  await writeFile(self, '9:name=systemd:/\n4:memory:/ours\n0::/\n')
  const group = await place(join(dir, 'memory', 'ours'), 'memory.limit_in_bytes')
  expect(await openMemoryGroup({ tree: dir, self, userId: 1000 })).toBe(group)
  expect(await openMemoryGroup({ tree: dir, self, userId: 0 })).toBeNull()
  await writeFile(self, '0::/user.slice/ours\n')
  const unified = await place(join(dir, 'user.slice', 'ours'), 'memory.max')
  expect(await openMemoryGroup({ tree: dir, self, userId: 1000 })).toBe(unified)
  expect(await openMemoryGroup({ tree: dir, self: join(dir, 'nowhere'), userId: 1000 })).toBeNull()
  expect(await openMemoryGroup({ folder: join(dir, 'nowhere') })).toBeNull()
})

test('a command joins its memory group before it begins', async () => {
  const group = await place(dir, 'memory.max')
  const launcher = await findLauncher({ works: async () => true, ffmpegPath: 'ffmpeg', cgroup: dir, bubblewrap: 'env' })
  const words = launcher?.slice(0, 4) ?? []
  const { stdout } = await execute(words, 'echo $$')
  expect((await readFile(join(group, 'cgroup.procs'), 'utf8')).trim()).toBe(stdout.trim())
})

test('the sandbox has no network, no files of ours, and one place to write', async () => {
  const bubblewrap = await fakeBubblewrap()
  const tools = await locateTools({ bubblewrap })
  expect(tools?.launcher).toContain(bubblewrap)
  await execute(tools?.launcher ?? [], 'exit 0')
  const words = (await readFile(join(dir, 'words'), 'utf8')).split('\n')
  expect(words).toContain('--unshare-all')
  expect(words).toContain('--die-with-parent')
  const bound = words.flatMap((word, index) => (/^--(ro-)?bind/.test(word) ? [`${word} ${words[index + 1]}`] : []))
  expect(bound.filter((bind) => !bind.startsWith('--ro-bind-try '))).toEqual([`--bind ${tmpdir()}`])
  for (const path of ['/', '/etc', '/home', '/root', process.cwd()])
    expect(bound).not.toContain(`--ro-bind-try ${path}`)
})

test('what the system does not have, or forbids, is left out', async () => {
  const forbidden = await locateTools({ bubblewrap: await fakeBubblewrap('exit 1') })
  const missing = await locateTools({ bubblewrap: '/nowhere/bwrap', cgroup: '/nowhere/cgroup' })
  expect(forbidden?.version).toBe(missing?.version)
  for (const tools of [forbidden, missing]) {
    const launcher = tools?.launcher ?? []
    expect(launcher.filter((word) => /bwrap|cgroup/.test(word))).toEqual([])
    expect((await execute(launcher, 'echo here')).stdout).toBe('here\n')
  }
})

test('words that work one by one and not together are given up for the one that ends orphans', async () => {
  const works = async (words: readonly string[]) => !(words.includes('setpriv') && words.includes('prlimit'))
  const launcher = await findLauncher({ works, ffmpegPath: 'ffmpeg' })
  expect(launcher?.[0]).toBe('setpriv')
  expect(launcher).toHaveLength(4)
  expect(await findLauncher({ works: async () => false, ffmpegPath: 'ffmpeg' })).toBeNull()
})
