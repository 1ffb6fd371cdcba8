import { houseRule } from './house-rule.ts'
import { judgeImports } from './imports.ts'
import { isOutside, isTest } from './places.ts'

const adapters = ['db', 'storage', 'outbound', 'providers', 'render', 'jobs']

/** The table of docs/architecture.md. `turbo boundaries` guards the packages' dependencies; this guards each import, and leaves tests free. */
const mayImport: Record<string, { values: string[]; types?: string[] }> = {
  core: { values: [] },
  ...Object.fromEntries(adapters.map((adapter) => [adapter, { values: ['core'] }])),
  domain: { values: ['core', ...adapters] },
  api: { values: ['core', 'domain'] },
  runtime: { values: ['core', ...adapters, 'domain'] },
  client: { values: ['core'], types: ['api', 'domain'] },
  server: { values: ['core', 'api', 'runtime', 'domain'] },
  worker: { values: ['core', 'jobs', 'domain', 'runtime'] },
  dashboard: { values: ['client'] },
}

/** (i) Dependencies point one way, so that each package can be read, tested and replaced by itself. */
export const whoImportsWhom = houseRule(
  'Dependencies point one way (docs/architecture.md, "Who may import whom").',
  (file) => {
    const self = /^(?:packages|apps)\/([^/]+)\/src\//.exec(file.path)?.[1]
    const allowed = self === undefined ? undefined : mayImport[self]
    if (!allowed || isOutside(file.path) || isTest(file.path)) return undefined
    return judgeImports(file, ({ name, isType }) => {
      const [, other, door] = /^@cronicl\/([^/]+)(?:\/(.+))?$/.exec(name) ?? []
      if (other === undefined) return undefined
      if (other === self) return `A package imports its own files by relative path, not as ${name}.`
      if (door === 'testing') return `${name} is for tests: move what is needed at run time out of the testing folder.`
      if (allowed.values.includes(other) || (isType && allowed.types?.includes(other))) return undefined
      if (allowed.types?.includes(other)) return `${self} takes types only from ${other}: write \`import type\`.`
      const names = [...allowed.values, ...(allowed.types ?? [])]
      const others = names.length > 0 ? `imports ${names.join(', ')} only` : 'imports no other package'
      return `${self} ${others}: take what you need from ${other} as an argument (a port of your own), or move this file to a package that may know both.`
    })
  },
)
