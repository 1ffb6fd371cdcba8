// Rewrites the emitted declarations: server-only types (ctx, meta) vanish from the router's type, and workspace
// packages become relative paths, so that the d.ts bundler needs no TypeScript API.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'

for (const file of globSync('.types/**/*.d.ts')) {
  const source = readFileSync(file, 'utf8')
  const toPackage = (name) => {
    const path = relative(dirname(file), `.types/packages/${name}/src/index.js`)
    return path.startsWith('.') ? path : `./${path}`
  }
  const output = source
    .replace(/\bctx: (?:import\("[^"]+"\)\.)?Context;/g, 'ctx: object;')
    // Behind it stand the declarations of everything that the server uses, some of which reach into other packages.
    .replace(/import type \{ DomainContext \} from ["'][^"']+["'];/, 'type DomainContext = object;')
    .replace(/\bmeta: (?:import\("[^"]+"\)\.)?Meta;/g, 'meta: object;')
    .replace(/((?:from |import\()["']\.[^"']*)\.ts(["'])/g, '$1.js$2')
    .replace(/((?:from |import\()["'])@cronicl\/(\w+)(["'])/g, (_, start, name, end) => start + toPackage(name) + end)
  if (output !== source) writeFileSync(file, output)
}
