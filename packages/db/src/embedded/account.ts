import { execFile } from 'node:child_process'
import { access, constants, mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '@cronicl/core'
import type { PostgresBinaries } from './binaries.ts'

const exec = promisify(execFile)

/** Who runs the server. Postgres refuses to run as root, so root hands it to an account of its own. */
export interface Account {
  uid?: number
  gid?: number
  viaWrapper: boolean
  wrap(file: string, args: string[]): [string, string[]]
}

const asMyself: Account = { viaWrapper: false, wrap: (file, args) => [file, args] }

/**
 * The account for a cluster in `dataDir`. For root it is the system's `postgres` account, made when it is missing.
 * Where that account cannot reach the folder or the binaries (a checkout under /root), the server keeps only the
 * capability to pass through folders (CAP_DAC_OVERRIDE, by setpriv of util-linux), not root's identity.
 */
export async function postgresAccount(dataDir: string, binaries: PostgresBinaries): Promise<Account> {
  if (userInfo().uid !== 0) return asMyself
  const { uid, gid } = (await lookUp()) ?? (await create())
  await mkdir(dirname(dataDir), { recursive: true })
  const plain: Account = { uid, gid, viaWrapper: false, wrap: (file, args) => [file, args] }
  if (await canReach(uid, gid, [binaries.initdb, dirname(dataDir)])) return plain
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv']
  for (const path of setpriv) {
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    ) {
      const flags = [
        `--reuid=${uid}`,
        `--regid=${gid}`,
        '--clear-groups',
        '--inh-caps=+dac_override',
        '--ambient-caps=+dac_override',
        // Without it access(2), by which initdb looks for its neighbours, would act as if the capability were not there.
        '--securebits=+no_setuid_fixup',
      ]
      return { uid, gid, viaWrapper: true, wrap: (file, args) => [path, [...flags, file, ...args]] }
    }
  }
  throw new AppError(
    'INTERNAL_ERROR',
    `The postgres account cannot reach ${dataDir}. Move the checkout out of root's home, set CRONICL_HOME to a folder that others may enter, or set DATABASE_URL.`,
  )
}

async function lookUp(): Promise<{ uid: number; gid: number } | null> {
  const ids = await Promise.all(
    ['-u', '-g'].map((flag) =>
      exec('id', [flag, 'postgres']).then(
        ({ stdout }) => Number(stdout),
        () => null,
      ),
    ),
  )
  const [uid, gid] = ids
  return uid == null || gid == null ? null : { uid, gid }
}

async function create(): Promise<{ uid: number; gid: number }> {
  try {
    await exec('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  } catch (cause) {
    // Two starts at once: the other one may have made it.
    const other = await lookUp()
    if (other) return other
    throw new AppError(
      'INTERNAL_ERROR',
      'Postgres does not run as root and no account named postgres could be made. Run as an ordinary user, or set DATABASE_URL.',
      { cause },
    )
  }
  const made = await lookUp()
  if (!made)
    throw new AppError(
      'INTERNAL_ERROR',
      'The account postgres was made but cannot be found. Run as an ordinary user, or set DATABASE_URL.',
    )
  return made
}

/** Asks the kernel rather than guessing from modes: runs `test` as that account. */
async function canReach(uid: number, gid: number, paths: string[]): Promise<boolean> {
  const tests = paths.map((path) =>
    exec('test', ['-x', path], { uid, gid, cwd: '/' }).then(
      () => true,
      () => false,
    ),
  )
  return (await Promise.all(tests)).every(Boolean)
}
