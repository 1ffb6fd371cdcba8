import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout that these scripts stand in. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Where `npm ci` puts the pinned Node and pnpm. */
export const toolchainDir = join(root, 'tools', 'toolchain')
