import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digestOf, isStamped, stamped } from './stamp.mjs'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'stamp-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

test('finished work is stamped for its key only', async () => {
  const file = join(base, 'node_modules', '.stamp')
  expect(isStamped(file, 'a')).toBe(false)
  await stamped(file, 'a', async () => {})
  expect(isStamped(file, 'a')).toBe(true)
  expect(isStamped(file, 'b')).toBe(false)
})

test('work that fails half way is done again', async () => {
  const file = join(base, '.stamp')
  await stamped(file, 'a', async () => {})
  await expect(stamped(file, 'a', () => Promise.reject(new Error('killed')))).rejects.toThrow('killed')
  expect(isStamped(file, 'a')).toBe(false)
})

test('a digest changes with a name, a byte or a new file in a folder', () => {
  mkdirSync(join(base, 'schema'))
  writeFileSync(join(base, 'schema', 'a'), '1')
  const first = digestOf(base, ['schema'])
  expect(digestOf(base, ['schema'])).toBe(first)
  writeFileSync(join(base, 'schema', 'b'), '')
  const second = digestOf(base, ['schema'])
  writeFileSync(join(base, 'schema', 'a'), '2')
  expect(new Set([first, second, digestOf(base, ['schema'])]).size).toBe(3)
})
