import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import { catalogPool } from './catalog-pool.ts'
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
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm')
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  loaded = true
}

/** An engine that is connected to `url`; `datamodels` are the schema files it may diff against. */
export async function withSchemaEngine<T>(
  url: string,
  datamodels: readonly SchemaContainer[],
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  load()
  const pool = catalogPool(url)
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool))
  const engine = await bindings.SchemaEngine.new({ datamodels: datamodels.map((f) => [f.path, f.content]) }, () => {}, adapter)
  try {
    return await work(engine)
  } finally {
    engine.free()
    await pool.end()
  }
}

/** Tables that are not the schema's business: none; pg-boss lives in a Postgres schema of its own. */
export const schemaFilter = { externalTables: [], externalEnums: [] }
