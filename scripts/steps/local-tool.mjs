import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

/**
 * The command that runs a tool of the root package by its script, which needs no shell on any system.
 * @param {string} name such as "vitest"
 * @param {string} [packageName] where it differs, such as "@biomejs/biome"
 * @returns {[node: string, script: string]}
 */
export function localTool(name, packageName = name) {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return [process.execPath, join(folder, typeof bin === 'string' ? bin : bin[name])]
}
