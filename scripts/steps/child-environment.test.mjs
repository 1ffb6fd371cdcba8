import { delimiter } from 'node:path'
import { expect, test } from 'vitest'
import { childEnvironment, npmEnvironment } from './child-environment.mjs'

const ofNpm = {
  HOME: '/home/a',
  PATH: '/usr/bin',
  npm_config_local_prefix: '/checkout',
  npm_package_name: 'cronicl',
  npm_lifecycle_event: 'test',
  npm_execpath: '/npm-cli.js',
  npm_config_registry: 'https://registry.example/',
  NPM_CONFIG_HTTPS_PROXY: 'http://proxy:3128',
  npm_config_cache: '/cache',
}

test('what npm tells its scripts does not reach the tools, except where packages come from', () => {
  const child = childEnvironment(ofNpm, ['/pinned', '/bin'])
  expect(Object.keys(child).filter((name) => /^npm_/i.test(name))).toEqual([])
  expect(child).toMatchObject({
    HOME: '/home/a',
    PNPM_CONFIG_REGISTRY: 'https://registry.example/',
    PNPM_CONFIG_HTTPS_PROXY: 'http://proxy:3128',
  })
  expect(child.PATH).toBe(['/pinned', '/bin', '/usr/bin'].join(delimiter))
})

test('no tool calls home', () => {
  expect(childEnvironment({}, ['/pinned'])).toEqual({
    PATH: '/pinned',
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    NO_UPDATE_NOTIFIER: '1',
    PNPM_CONFIG_UPDATE_NOTIFIER: 'false',
  })
})

test('the PATH of Windows keeps its spelling', () => {
  expect(
    Object.entries(childEnvironment({ Path: 'C:\\Windows' }, ['C:\\pinned'])).filter(([name]) => /^path$/i.test(name)),
  ).toEqual([['Path', ['C:\\pinned', 'C:\\Windows'].join(delimiter)]])
})

test('npm ci hears of registry, proxy and cache, and not of the npm that runs us', () => {
  expect(npmEnvironment(ofNpm)).toEqual({
    HOME: '/home/a',
    PATH: '/usr/bin',
    npm_config_registry: 'https://registry.example/',
    NPM_CONFIG_HTTPS_PROXY: 'http://proxy:3128',
    npm_config_cache: '/cache',
  })
})
