import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { localTool } from '../steps/local-tool.mjs'
import { root } from '../steps/paths.mjs'

const manifests = [
  'package.json',
  'turbo.json',
  'pnpm-workspace.yaml',
  '{packages,apps}/*/{package,turbo}.json',
  '{e2e,bench}/{package,turbo}.json',
]
let checkout = ''

// A checkout with every package and none of its code: what is planted is all there is to find.
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'boundaries-'))
  for (const file of globSync(manifests, { cwd: root })) cpSync(join(root, file), join(checkout, file))
  writeFileSync(join(checkout, 'pnpm-lock.yaml'), "lockfileVersion: '9.0'\n")
})
afterEach(() => rmSync(checkout, { recursive: true, force: true }))

/** @param {string} folder @param {string} other @param {'dependencies' | 'devDependencies'} [kind] */
function addDependency(folder, other, kind = 'dependencies') {
  const file = join(checkout, folder, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  manifest[kind] = { ...manifest[kind], [other]: 'workspace:*' }
  writeFileSync(file, JSON.stringify(manifest))
}

/** @param {string} file @param {string} code */
function write(file, code) {
  mkdirSync(dirname(join(checkout, file)), { recursive: true })
  writeFileSync(join(checkout, file), code)
}

function boundaries() {
  const [node, ...args] = localTool('turbo')
  const { status, stdout, stderr } = spawnSync(node, [...args, 'boundaries', '--skip-infer', '--no-color'], {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  })
  return { failed: status !== 0, output: stdout + stderr }
}

test('the packages as they are keep the boundaries', () => {
  expect(boundaries()).toMatchObject({ failed: false, output: expect.stringContaining('no issues found') })
})

test.each([
  ['packages/core', '@cronicl/db'],
  ['packages/storage', '@cronicl/db'],
  ['packages/jobs', '@cronicl/storage'],
  ['packages/domain', '@cronicl/runtime'],
  ['packages/api', '@cronicl/runtime'],
  ['packages/runtime', '@cronicl/server'],
  ['packages/client', '@cronicl/runtime'],
  ['apps/worker', '@cronicl/api'],
  ['apps/dashboard', '@cronicl/runtime'],
])('%s may not depend on %s', (folder, other) => {
  addDependency(folder, other)
  expect(boundaries()).toMatchObject({ failed: true, output: expect.stringContaining(other) })
})

test('a development dependency counts as well', () => {
  addDependency('packages/render', '@cronicl/domain', 'devDependencies')
  expect(boundaries().failed).toBe(true)
})

test('an import that package.json does not declare is found', () => {
  write('packages/render/src/a.ts', "import { keys } from '@cronicl/storage'\nexport { keys }\n")
  expect(boundaries()).toMatchObject({ failed: true, output: expect.stringContaining('not a dependency') })
})

test('a file of another package is out of reach by path', () => {
  write('packages/db/src/a.ts', 'export const a = 1\n')
  write('packages/domain/src/a.ts', "export { a } from '../../db/src/a.ts'\n")
  expect(boundaries()).toMatchObject({ failed: true, output: expect.stringContaining('leaves the package') })
})
