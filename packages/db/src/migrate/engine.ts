import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import type pg from 'pg'
import { catalogPool, charColumnsOf } from './catalog-pool.ts'
import type { SchemaContainer } from './schema-files.ts'

export type SchemaEngine = bindings.SchemaEngine

// Node has it; its types come with the DOM library, which a server does not want.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> }
}

let loaded = false

/** Prisma's own schema engine from its WASM build: no binary is downloaded and none is run. */
function load(): void {
  if (loaded) return
  // The engine hands its panics to this name; without it the reason would be lost.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => process.stderr.write(`${message}\n`) },
  })
  const path = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm')
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), {
    './schema_engine_bg.js': bindings,
  })
  bindings.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  loaded = true
}

/** Prisma's adapter for `pg`, made fit for the schema engine in two places. */
class SchemaEnginePg extends PrismaPg {
  readonly #pool: pg.Pool

  constructor(pool: pg.Pool) {
    super(pool)
    this.#pool = pool
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect()
    // It would cut a script at every semicolon, which breaks a function's body. A migration is sent whole, as
    // `prisma migrate deploy` sends it: Postgres runs it as one implicit transaction.
    adapter.executeScript = async (script) => void (await this.#pool.query(script))
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query)
      for (const index of charColumnsOf(result.rows)) result.columnTypes[index] = ColumnTypeEnum.Character
      return result
    }
    return adapter
  }
}

/** An engine that is connected to `url`; `datamodels` are the schema files it may diff against. */
export async function withSchemaEngine<T>(
  url: string,
  datamodels: readonly SchemaContainer[],
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  load()
  const pool = catalogPool(url)
  const adapter = bindMigrationAwareSqlAdapterFactory(new SchemaEnginePg(pool))
  const engine = await bindings.SchemaEngine.new(
    { datamodels: datamodels.map((f) => [f.path, f.content]) },
    () => {},
    adapter,
  )
  try {
    return await work(engine)
  } finally {
    engine.free()
    await pool.end()
  }
}

/** Tables that are not the schema's business: none; pg-boss lives in a Postgres schema of its own. */
export const schemaFilter = { externalTables: [], externalEnums: [] }
