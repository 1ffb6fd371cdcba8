import { existsSync, globSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../steps/paths.mjs'
import { checks } from './list.mjs'

test('every check of this folder is run by npm run check', () => {
  const run = checks.flatMap(({ command }) => command())
  const here = globSync('scripts/checks/*.mjs', { cwd: root, exclude: ['**/*.test.mjs', '**/list.mjs'] })
  expect(here.length).toBeGreaterThan(0)
  expect(here.filter((file) => !run.includes(file))).toEqual([])
})

test('every check names a program that is there, and itself once', () => {
  for (const { command } of checks)
    expect(existsSync(resolve(root, command()[1] ?? '')), command().join(' ')).toBe(true)
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
})
