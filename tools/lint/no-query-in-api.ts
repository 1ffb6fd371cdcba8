import { houseRule } from './house-rule.ts'
import { forbidImports } from './imports.ts'

const message =
  'A router makes no query: write or call a verb in packages/domain/src/<domain>/<verb>.ts, which takes (ctx, input).'

/** (d) A procedure is a schema and one call; the query stands in the domain. */
export const noQueryInApi = houseRule(message, (file) => {
  if (!file.path.startsWith('packages/api/src/')) return undefined
  return forbidImports(file, /^@cronicl\/db(\/|$)|^@prisma\/|^prisma(\/|$)|^pg$|\/db\/src\//, message)
})
