import { handOver } from '../steps/hand-over.mjs'
import { localTool } from '../steps/local-tool.mjs'
import { root } from '../steps/paths.mjs'

/** The client and the dashboard, which are the only rooms that are built; turbo knows when nothing has changed. */
export async function buildApps() {
  const [node, ...args] = localTool('turbo')
  const { exitCode } = await handOver(node, [...args, 'run', 'build', '--output-logs=errors-only'], {
    cwd: root,
    env: process.env,
  })
  if (exitCode !== 0) throw new Error('The client or the dashboard could not be built; the reason stands above.')
}
