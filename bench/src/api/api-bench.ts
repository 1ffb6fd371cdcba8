import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import { openScratchDatabase } from '../scratch-database.ts'
import { countQueries } from './count-queries.ts'
import { type Target, measureRates } from './measure-rates.ts'
import { queuedJobs } from './queued-jobs.ts'
import { startServer } from './start-server.ts'

const api = join(import.meta.dirname, '../../../apps/server/src/main.ts')
const baseline = join(import.meta.dirname, 'baseline-server.ts')
const options = { rounds: 5, roundS: 2, warmUpS: 1, connections: 16 }

/** Requests a second that the API answers, beside a bare Fastify that reads one row by its key. */
export const apiBench: Bench = {
  name: 'api',
  run: async (say) => {
    await using scratch = await openScratchDatabase()
    await using ours = await startServer({ main: api, env: environment(scratch), log: join(scratch.dir, 'api.log') })
    await using bare = await startServer({
      main: baseline,
      args: [scratch.url],
      log: join(scratch.dir, 'baseline.log'),
    })
    const targets = await targetsOf(ours.url, bare.url, scratch.url)
    say(`${Object.keys(targets).length} routes in turn, ${options.connections} connections, ${options.rounds} rounds`)
    const rates = await measureRates(targets, {
      ...options,
      onRound: (round) => say(`round ${round} of ${options.rounds}`),
    })
    const queries = await countQueries(scratch, targets)
    const rate = (name: keyof typeof targets) => ({ value: rates[name], unit: 'requests/s', baseline: rates.pg })
    const count = (name: keyof typeof targets) => ({ value: queries[name], unit: 'queries', baseline: queries.pg })
    return {
      'api.bare.ratio': rate('bare'),
      'api.public.ratio': rate('public'),
      'api.read.ratio': rate('read'),
      'api.write.ratio': rate('write'),
      'api.readWrite.ratio': rate('readWrite'),
      'api.read.queries': count('read'),
      'api.write.queries': count('write'),
      'api.readWrite.queries': count('readWrite'),
    }
  },
}

/** As it is hosted, with nothing but what it cannot do without. */
function environment({ url, dir }: { url: string; dir: string }): Record<string, string> {
  return {
    NODE_ENV: 'production',
    PORT: '0',
    DATABASE_URL: url,
    CRONICL_HOME: join(dir, 'home'),
    JWT_SECRET: 'a secret for benchmarks, long enough to sign',
  }
}

async function targetsOf(ours: string, bare: string, databaseUrl: string) {
  const json = { 'content-type': 'application/json' }
  const signedUp = await fetch(`${ours}/auth/register`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email: 'bench@example.com', password: 'a lantern in the fog', refreshTokenIn: 'body' }),
  })
  const { accessToken, user } = (await signedUp.json()) as { accessToken: string; user: { id: string } }
  const authorization = `Bearer ${accessToken}`
  const jobId = await queuedJobs(databaseUrl, user.id)
  return {
    /** Fastify, one prepared read by primary key, nothing else: what all the others are measured against. */
    pg: { url: `${bare}/users/${user.id}` },
    /** Fastify and a small JSON answer, no database. */
    bare: { url: `${bare}/version` },
    /** The same small answer as a public tRPC query. */
    public: { url: `${ours}/trpc/system.version` },
    /** Who is signed in: access token verified, the same row read by Prisma. */
    read: { url: `${ours}/trpc/auth.me`, headers: { authorization } },
    /** Promises a place for a file: verified, input checked, link signed, one row inserted. */
    write: {
      url: `${ours}/trpc/media.createUpload`,
      method: 'POST',
      headers: { ...json, authorization },
      body: JSON.stringify({ fileName: 'photo.jpg', mimeType: 'image/jpeg', sizeBytes: 1_000_000 }),
    },
    /** Cancels a job, another one each time: changed in a transaction, notified to who watches, read again. */
    readWrite: {
      url: `${ours}/trpc/jobs.cancel`,
      method: 'POST',
      headers: { ...json, authorization },
      nextBody: () => JSON.stringify({ id: jobId() }),
    },
  } satisfies Record<string, Target>
}
