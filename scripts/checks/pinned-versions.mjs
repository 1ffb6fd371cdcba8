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
  return [...inManifests, ...unpinnedCatalog(read('pnpm-workspace.yaml')).map((line) => `pnpm-workspace.yaml: ${line}`)]
}

if (import.meta.main) {
  const found = findUnpinned()
  for (const line of found) console.error(line)
  process.exitCode = found.length > 0 ? 1 : 0
}
