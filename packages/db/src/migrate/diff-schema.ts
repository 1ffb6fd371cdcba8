import { schemaFilter, withSchemaEngine } from './engine.ts'
import { migrationsDir, readSchema } from './schema-files.ts'

/**
 * The SQL that would bring the database at `url`, which has every migration, to `prisma/schema`; empty when they agree.
 */
export async function diffSchema(url: string): Promise<string> {
  const files = readSchema()
  return withSchemaEngine(url, files, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: migrationsDir },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: schemaFilter,
    })
    const sql = (stdout ?? '').trim()
    return sql === '-- This is an empty migration.' ? '' : sql
  })
}
