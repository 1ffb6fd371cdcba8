// `npm run format [-- paths]`: writes the house's format into every file, or into those that are named.
import { handOver } from './steps/hand-over.mjs'
import { localTool } from './steps/local-tool.mjs'
import { root } from './steps/paths.mjs'

const paths = process.argv.slice(2)
const [node, ...args] = [
  ...localTool('biome', '@biomejs/biome'),
  'format',
  '--write',
  ...(paths.length > 0 ? paths : ['.']),
]
const { exitCode } = await handOver(node, args, { cwd: root, env: process.env })
process.exitCode = exitCode
