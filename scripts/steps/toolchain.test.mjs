import { expect, test } from 'vitest'
import { chooseNode, npmCommand } from './toolchain.mjs'

test('the pinned Node comes first; without it, a running one of 24 or newer serves', () => {
  expect(chooseNode({ pinned: '/pinned/node', running: '/usr/bin/node', runningVersion: '20.19.0' })).toBe(
    '/pinned/node',
  )
  expect(chooseNode({ pinned: undefined, running: '/usr/bin/node', runningVersion: '24.0.0' })).toBe('/usr/bin/node')
  expect(chooseNode({ pinned: undefined, running: '/usr/bin/node', runningVersion: '26.1.0' })).toBe('/usr/bin/node')
})

test('without a pinned Node an old one is refused with what to install', () => {
  const choose = () => chooseNode({ pinned: undefined, running: '/usr/bin/node', runningVersion: '22.11.0' })
  expect(choose).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('22.11.0'),
      advice: expect.stringContaining('Install Node 24'),
    }),
  )
})

test('npm is started by its own script when it started us, and by name otherwise', () => {
  expect(npmCommand({ npm_execpath: '/lib/npm/bin/npm-cli.js' }, '/usr/bin/node')).toEqual([
    '/usr/bin/node',
    '/lib/npm/bin/npm-cli.js',
  ])
  expect(npmCommand({ npm_execpath: '/lib/pnpm/bin/pnpm.cjs' }, '/usr/bin/node')).toEqual(['npm'])
  expect(npmCommand({}, '/usr/bin/node')).toEqual(['npm'])
})
