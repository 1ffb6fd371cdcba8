// Every dependency is an exact version, `workspace:*` or `catalog:`: two checkouts of a commit install the same, with or without the lockfile.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../steps/paths.mjs'

const exact = /^\d+\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?$/
const kinds = /** @type {const} */ (['dependencies', 'devDependencies', 'optionalDependencies'])

/**
 * @param {Partial<Record<typeof kinds[number], Record<string, string>>>} manifest a package.json
 * @returns {string[]} one sentence for each dependency that is not pinned
 */
export function unpinnedDependencies(manifest) {
  return kinds.flatMap((kind) =>
    Object.entries(manifest[kind] ?? {})
      .filter(([, version]) => !exact.test(version) && version !== 'workspace:*' && version !== 'catalog:')
      .map(
        ([name, version]) => `${kind}.${name} is "${version}": write an exact version, "workspace:*" or "catalog:".`,
      ),
  )
}

/**
 * @param {string} workspace the text of pnpm-workspace.yaml
 * @returns {string[]} one sentence for each entry of the catalog that is not pinned
 */
export function unpinnedCatalog(workspace) {
  const catalog = /^catalog:\n((?: .*\n|\n)*)/m.exec(`${workspace}\n`)?.[1] ?? ''
  return [...catalog.matchAll(/^ +['"]?([^'":]+)['"]?: *['"]?([^'"#\n]*?)['"]? *(?:#.*)?$/gm)]
    .filter(([, , version = '']) => !exact.test(version))
    .map(([, name, version]) => `catalog.${name} is "${version}": write an exact version.`)
}

/**
 * Node and pnpm are named in three places, for three readers; they name the same.
 * @param {{ packageManager: string, toolchain: Record<string, Record<string, string>>, dockerfile: string }} places
 * @returns {string[]} one sentence for each place that differs from tools/toolchain/package.json
 */
export function toolDisagreements({ packageManager, toolchain, dockerfile }) {
  const pnpm = `pnpm@${toolchain.dependencies?.pnpm}`
  const nodes = new Set(Object.values(toolchain.optionalDependencies ?? {}))
  const major = [...nodes][0]?.split('.')[0]
  return [
    packageManager === pnpm ? '' : `package.json: packageManager is "${packageManager}", the toolchain has ${pnpm}.`,
    nodes.size === 1 ? '' : `tools/toolchain/package.json: Node differs by platform (${[...nodes].join(', ')}).`,
    dockerfile.includes(`${pnpm}\n`) ? '' : `Dockerfile: it does not install ${pnpm}, which the toolchain has.`,
    [...dockerfile.matchAll(/^FROM node:(\d+)/gm)].every(([, version]) => version === major)
      ? ''
      : `Dockerfile: its Node is not ${major}, which the toolchain has.`,
  ].filter(Boolean)
}

/** @returns {string[]} what is not pinned in this checkout, each with its file */
function findUnpinned() {
  const manifests = globSync(
    ['package.json', 'tools/toolchain/package.json', '{packages,apps}/*/package.json', '{e2e,bench}/package.json'],
    { cwd: root },
  )
  const read = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8')
  const inManifests = manifests.flatMap((file) =>
    unpinnedDependencies(JSON.parse(read(file))).map((line) => `${file}: ${line}`),
  )
  const inCatalog = unpinnedCatalog(read('pnpm-workspace.yaml')).map((line) => `pnpm-workspace.yaml: ${line}`)
  const { packageManager } = JSON.parse(read('package.json'))
  const toolchain = JSON.parse(read('tools/toolchain/package.json'))
  return [
    ...inManifests,
    ...inCatalog,
    ...toolDisagreements({ packageManager, toolchain, dockerfile: read('Dockerfile') }),
  ]
}

if (import.meta.main) {
  const found = findUnpinned()
  for (const line of found) console.error(line)
  process.exitCode = found.length > 0 ? 1 : 0
}
