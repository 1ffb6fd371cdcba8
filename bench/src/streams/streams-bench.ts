import { Agent } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { startServer } from '../api/start-server.ts'
import { type Bench, percentile } from '../bench.ts'
import { openScratchDatabase } from '../scratch-database.ts'
import { type StreamCall, firstTokenMs } from './first-token.ts'

const api = join(import.meta.dirname, '../../../apps/server/src/main.ts')
const upstream = join(import.meta.dirname, 'upstream.ts')
const concurrent = 50
const rounds = 6

/** Time to the first token of a streamed text: through the API and straight from the same upstream, in turn. */
export const streamsBench: Bench = {
  name: 'streams',
  run: async (say) => {
    await using scratch = await openScratchDatabase()
    await using model = await startServer({ main: upstream, log: join(scratch.dir, 'upstream.log') })
    await using ours = await startServer({
      main: api,
      env: environment(scratch, model.url),
      log: join(scratch.dir, 'api.log'),
    })
    const calls = { direct: directCall(model.url), through: await callThrough(ours.url, scratch.url) }
    const times: Record<keyof typeof calls, number[]> = { direct: [], through: [] }
    for (let round = 0; round <= rounds; round++) {
      for (const name of ['direct', 'through'] as const) {
        const measured = await measureRound(calls[name])
        // The first round opens connections and warms the code up.
        if (round > 0) times[name].push(...measured)
      }
      if (round > 0) say(`round ${round} of ${rounds}, ${concurrent} streams at a time`)
    }
    const added = (p: number) => percentile(times.through, p) - percentile(times.direct, p)
    const figure = (value: number, baseline: number | null) => ({ value, unit: 'ms', baseline })
    return {
      'streams.firstToken.p50': figure(percentile(times.through, 0.5), percentile(times.direct, 0.5)),
      'streams.firstToken.p95': figure(percentile(times.through, 0.95), percentile(times.direct, 0.95)),
      'streams.added.p50': figure(added(0.5), null),
      'streams.added.p95': figure(added(0.95), null),
    }
  },
}

/** Fifty streams that run at the same time, begun evenly over the second that each lasts. */
async function measureRound(call: StreamCall): Promise<number[]> {
  const starts = Array.from({ length: concurrent }, async (_, i) => {
    await wait((i * 1_000) / concurrent)
    return [await firstTokenMs(call), await firstTokenMs(call), await firstTokenMs(call)]
  })
  return (await Promise.all(starts)).flat()
}

function environment({ url, dir }: { url: string; dir: string }, modelUrl: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    PORT: '0',
    DATABASE_URL: url,
    CRONICL_HOME: join(dir, 'home'),
    JWT_SECRET: 'a secret for benchmarks, long enough to sign',
    OPENAI_BASE_URL: `${modelUrl}/v1`,
    OPENAI_API_KEY: 'a key for benchmarks',
    TEXT_MODEL: 'bench-model',
  }
}

const prompt = 'Tell me of the lighthouse and of who lives in it.'

function directCall(modelUrl: string): StreamCall {
  return {
    url: `${modelUrl}/v1/chat/completions`,
    headers: { authorization: 'Bearer a key for benchmarks' },
    body: JSON.stringify({
      model: 'bench-model',
      messages: [{ role: 'user', content: prompt }],
      stream: true,
      stream_options: { include_usage: true },
    }),
    firstToken: /"content":"[^"]/,
    agent: new Agent({ keepAlive: true }),
  }
}

async function callThrough(url: string, databaseUrl: string): Promise<StreamCall> {
  const signedUp = await fetch(`${url}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'bench@example.com', password: 'a lantern in the fog', refreshTokenIn: 'body' }),
  })
  const { accessToken } = (await signedUp.json()) as { accessToken: string }
  await liftLimits(databaseUrl)
  return {
    url: `${url}/api/generate/text/stream`,
    headers: { authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ prompt }),
    firstToken: /"delta"/,
    agent: new Agent({ keepAlive: true }),
  }
}

/** More requests than the free plan has. */
async function liftLimits(databaseUrl: string): Promise<void> {
  const db = new Client({ connectionString: databaseUrl })
  await db.connect()
  await db.query("UPDATE users SET plan = 'studio'")
  await db.end()
}
