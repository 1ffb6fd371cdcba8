import { announce } from '../steps/announce.mjs'
import { localTool } from '../steps/local-tool.mjs'
import { root } from '../steps/paths.mjs'
import { runQuietly } from '../steps/run-quietly.mjs'

/**
 * Builds what is built, and what it needs: of all rooms only the client and the dashboard are. Quick when nothing has changed.
 * @param {...('@cronicl/client' | '@cronicl/dashboard')} names
 */
export async function buildPackages(...names) {
  const [node, ...turbo] = localTool('turbo')
  const filters = names.map((name) => `--filter=${name}`)
  const failure = `${names.join(' and ')} could not be built.`
  await announce(`Building ${names.join(' and ')}`, () =>
    runQuietly(failure, node, [...turbo, 'run', 'build', ...filters], { cwd: root, env: process.env }),
  )
}
