// `npm test [-- filters]`: system packages, types and builds (cached by turbo), then every test in one vitest run.
// Ends with the line "N passed, N failed, N skipped"; fails when a test failed or none ran. Filters go to vitest: npm test -- packages/render
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closingLine } from './steps/closing-line.mjs'
import { handOver } from './steps/hand-over.mjs'
import { localTool } from './steps/local-tool.mjs'
import { root } from './steps/paths.mjs'
import { ensureSystemPackages } from './steps/system-packages.mjs'

/** @param {[string, ...string[]]} command @returns {Promise<number>} */
async function run([node, ...args]) {
  const { exitCode, interrupted } = await handOver(node, args, { cwd: root, env: process.env })
  if (interrupted) process.exit(exitCode || 130)
  return exitCode
}

await ensureSystemPackages({ browser: true })
const built = await run([
  ...localTool('turbo'),
  'run',
  'typecheck',
  'build',
  '--continue=dependencies-successful',
  '--output-logs=errors-only',
])

const folder = mkdtempSync(join(tmpdir(), 'cronicl-test-report-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'report.json')
const tested = await run([
  ...localTool('vitest'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${file}`,
  ...process.argv.slice(2),
])

const { line, ok } = closingLine(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined)
if (built !== 0) console.log('Type checking or a build failed: see the top of this output.')
if (ok && tested !== 0) console.log('Every test passed, and vitest reports an error outside of them: see above.')
console.log(line)
process.exitCode = built === 0 && tested === 0 && ok ? 0 : 1
