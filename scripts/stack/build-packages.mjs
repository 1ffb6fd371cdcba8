import { handOver } from '../steps/hand-over.mjs'
import { localTool } from '../steps/local-tool.mjs'
import { root } from '../steps/paths.mjs'

/**
 * Builds what is built, and what it needs: of all rooms only the client and the dashboard are. Quick when nothing has changed.
 * @param {...('@cronicl/client' | '@cronicl/dashboard')} names
 */
export async function buildPackages(...names) {
  const [node, ...turbo] = localTool('turbo')
  const filters = names.map((name) => `--filter=${name}`)
  const { exitCode } = await handOver(node, [...turbo, 'run', 'build', ...filters, '--output-logs=errors-only'], {
    cwd: root,
    env: process.env,
  })
  if (exitCode !== 0) throw new Error(`${names.join(' and ')} could not be built; the reason stands above.`)
}
