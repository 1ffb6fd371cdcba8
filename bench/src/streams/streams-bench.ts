import { Agent } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startServer } from '../api/start-server.ts'
import { type Bench, type Figure, percentile } from '../bench.ts'
import { type ScratchDatabase, openScratchDatabase } from '../scratch-database.ts'
import { type StreamCall, firstTokenMs } from './first-token.ts'
import { hangUpMs, startEndlessModel } from './hang-ups.ts'
import { chargedHangUps } from './charged-hang-ups.ts'
import { signUpWriters } from './sign-up-writers.ts'

const api = join(import.meta.dirname, '../../../apps/server/src/main.ts')
const upstream = join(import.meta.dirname, 'upstream-server.ts')
const relayMain = join(import.meta.dirname, 'relay-server.ts')
const concurrent = 50
const warmUps = 3
const rounds = 6
const hangUps = 50
/** How long a stream of the upstream takes, and how long its reader then waits. */
const streamMs = 1_000
const readMs = 70
const model = 'gpt-6-luna'
const prompt = 'Tell me of the lighthouse and of who lives in it.'

/**
 * Time to the first token of a streamed text, through the API and straight from the same upstream in turn, and what that
 * adds beside what the plainest relay adds; and how soon the upstream is left when a client hangs up.
 */
export const streamsBench: Bench = {
  name: 'streams',
  run: async (say) => {
    await using scratch = await openScratchDatabase()
    return { ...(await measureFirstTokens(scratch, say)), ...(await measureHangUps(scratch)) }
  },
}

async function measureFirstTokens(
  scratch: ScratchDatabase,
  say: (line: string) => void,
): Promise<Record<string, Figure>> {
  await using server = await startServer({ main: upstream, log: join(scratch.dir, 'upstream.log') })
  await using relay = await startServer({
    main: relayMain,
    args: [server.url, scratch.url],
    log: join(scratch.dir, 'relay.log'),
  })
  await using ours = await startApi(scratch, `${server.url}/v1`)
  const tokens = await signUpWriters(ours.url, scratch.url, concurrent)
  const agent = new Agent({ keepAlive: true })
  const calls = {
    direct: tokens.map((): StreamCall => directCall(server.url, agent)),
    relayed: tokens.map((): StreamCall => directCall(relay.url, agent)),
    through: tokens.map((token): StreamCall => callThrough(ours.url, token, agent)),
  }
  const times: Record<keyof typeof calls, number[]> = { direct: [], relayed: [], through: [] }
  for (let round = 1 - warmUps; round <= rounds; round++) {
    for (const name of ['direct', 'relayed', 'through'] as const) {
      const measured = await measureRound(calls[name])
      // The first rounds open connections and warm the code up, as a server that runs has it.
      if (round > 0) times[name].push(...measured)
    }
    if (round > 0) say(`round ${round} of ${rounds}, ${concurrent} streams at a time`)
  }
  agent.destroy()
  const added = (name: keyof typeof calls, p: number) => percentile(times[name], p) - percentile(times.direct, p)
  return {
    'streams.firstToken.p50': ms(percentile(times.through, 0.5), percentile(times.direct, 0.5)),
    'streams.firstToken.p95': ms(percentile(times.through, 0.95), percentile(times.direct, 0.95)),
    'streams.firstToken.added.p50': ms(added('through', 0.5), added('relayed', 0.5)),
    'streams.firstToken.added.p95': ms(added('through', 0.95), added('relayed', 0.95)),
  }
}

/**
 * Streams that run at the same time, three by each writer, who reads for a while before asking again: a request that came
 * at the moment that another ends would wait for its end, too.
 */
async function measureRound(calls: readonly StreamCall[]): Promise<number[]> {
  const times = calls.map(async (call, i) => {
    await wait((i * streamMs) / calls.length)
    const firsts: number[] = []
    for (let n = 0; n < 3; n++) {
      firsts.push(await firstTokenMs(call))
      await wait(readMs)
    }
    return firsts
  })
  return (await Promise.all(times)).flat()
}

async function measureHangUps(scratch: ScratchDatabase): Promise<Record<string, Figure>> {
  await using endless = await startEndlessModel()
  await using ours = await startApi(scratch, endless.url)
  const [token = ''] = await signUpWriters(ours.url, scratch.url, 1)
  const { url, headers, body } = callThrough(ours.url, token)
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }
  const times: number[] = []
  for (let i = 0; i < hangUps; i++) times.push(await hangUpMs(endless, url, init))
  const charged = await chargedHangUps(scratch.url)
  return {
    'streams.hangUp.p50': ms(percentile(times, 0.5)),
    'streams.hangUp.max': ms(Math.max(...times)),
    'streams.hangUp.charged': { value: charged, unit: 'streams', baseline: hangUps },
  }
}

function startApi({ url, dir }: ScratchDatabase, modelUrl: string) {
  return startServer({
    main: api,
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      DATABASE_URL: url,
      CRONICL_HOME: join(dir, 'home'),
      JWT_SECRET: 'a secret for benchmarks, long enough to sign',
      OPENAI_BASE_URL: modelUrl,
      OPENAI_API_KEY: 'a key for benchmarks',
      TEXT_MODEL: model,
    },
    log: join(dir, 'api.log'),
  })
}

function directCall(url: string, agent: Agent): StreamCall {
  const messages = [{ role: 'user', content: prompt }]
  return {
    url: `${url}/v1/chat/completions`,
    headers: { authorization: 'Bearer a key for benchmarks' },
    body: JSON.stringify({ model, messages, stream: true, stream_options: { include_usage: true } }),
    firstToken: /"content":"[^"]/,
    agent,
  }
}

function callThrough(url: string, token: string, agent: Agent = new Agent()): StreamCall {
  return {
    url: `${url}/api/generate/text/stream`,
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ prompt }),
    firstToken: /"delta"/,
    agent,
  }
}

function ms(value: number, baseline: number | null = null): Figure {
  return { value, unit: 'ms', baseline }
}
