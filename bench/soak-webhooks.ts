// `npm run soak -- webhooks`: 20,000 deliveries to the providers' door of a real server, told again, forged, replayed and
// in no order, while workers do 300 generations and three of them are killed; and what the users' endpoints are told of
// it. Ends with 1 when anything was accepted or refused that should not, changed what it may not, was charged twice, or
// was not told.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReceiver } from '@cronicl/domain/testing/open-receiver'
import { installQueue } from '@cronicl/jobs'
import { createRuntime, parseEnv } from '@cronicl/runtime'
import { makeProviderStorm } from '@cronicl/server/testing/provider-storm'
import { startServer } from './src/api/start-server.ts'
import { percentile } from './src/bench.ts'
import { openScratchDatabase } from './src/scratch-database.ts'
import { audit, beginAudit } from './src/webhooks/audit.ts'
import { openFakeReplicate } from './src/webhooks/fake-replicate.ts'
import { plantGenerations } from './src/webhooks/plant-generations.ts'
import { postStorm } from './src/webhooks/post-storm.ts'
import { startWorker } from './src/webhooks/start-worker.ts'

const count = 20_000
const seed = 7
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const retiredSecret = 'whsec_AAKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const withinMs = 300_000
const say = (line: string): void => void process.stdout.write(`${line}\n`)

await using scratch = await openScratchDatabase()
await using replicate = await openFakeReplicate('google/nano-banana-2')
await using receiver = await openReceiver()
const env = {
  NODE_ENV: 'test',
  PORT: '0',
  LOG_LEVEL: 'warn',
  DATABASE_URL: scratch.url,
  CRONICL_HOME: join(scratch.dir, 'home'),
  JWT_SECRET: 'a secret for soaks, long enough to sign',
  IMAGE_CONCURRENCY: '16',
  REPLICATE_API_TOKEN: 'r8_soak',
  REPLICATE_BASE_URL: replicate.baseUrl,
  REPLICATE_WEBHOOK_SECRET: secret,
  OUTBOUND_ALLOW: `${replicate.pair},${receiver.pair}`,
}
const parsed = parseEnv(env)
if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
await installQueue(scratch.url)
await using runtime = await createRuntime(parsed.env, { service: 'soak' })
const { db, clock } = runtime
const { generations, secrets } = await plantGenerations({ runtime, users: 30, each: 10, receiverUrl: receiver.url })
receiver.secrets = secrets
receiver.isFaulty = true
for (const { externalId, truth } of generations) replicate.truths.set(externalId, truth)
await beginAudit(db)
say(`generations     ${generations.length} under way, a third of them with a lost answer`)

await using server = await startServer({
  main: join(import.meta.dirname, '../apps/server/src/main.ts'),
  env,
  log: join(scratch.dir, 'api.log'),
})
const log = join(scratch.dir, 'worker.log')
const workers = [await startWorker(env, log), await startWorker(env, log)]
const storm = makeProviderStorm({ works: generations, secret, retiredSecret, count, at: clock.now(), seed })
const kills = killNow()
const url = `${server.url}/api/v1/webhooks/replicate`
const before = await postStorm(url, storm.slice(0, count / 2), 16)
replicate.letEnd()
const during = await postStorm(url, storm.slice(count / 2), 16)
await kills
const unfinished = (): Promise<number> => db.job.count({ where: { status: { in: ['queued', 'running'] } } })
const untold = async (): Promise<number> =>
  (await db.event.count()) + (await db.webhookDelivery.count({ where: { state: 'pending' } }))
const deadlineMs = performance.now() + withinMs
while (((await unfinished()) > 0 || (await untold()) > 0) && performance.now() < deadlineMs) await sleep(500)
const late = makeProviderStorm({ works: generations, secret, retiredSecret, count: 1_000, at: clock.now(), seed: 8 })
const after = await postStorm(url, late, 16)
await sleep(1_000)
await Promise.all(workers.map((worker) => worker.kill('SIGTERM')))

const found = await audit(runtime, generations)
const left = (await unfinished()) + (await untold())
const kept = await db.providerDelivery.count()
const wanted = new Set(
  [...storm, ...late]
    .filter(({ kind }) => ['valid', 'repeated', 'rotating', 'stranger'].includes(kind))
    .map(({ headers }) => headers['webhook-id']),
).size
const statuses = await db.job.groupBy({ by: ['status'], _count: true })
const messages = new Set(receiver.received.map(({ id }) => id))
const deliveries = await db.webhookDelivery.count()
const succeeded = await db.webhookDelivery.count({ where: { state: 'succeeded' } })
const unverified = receiver.received.filter(({ verified }) => !verified).length
const again = receiver.received.filter(({ id }, index) => receiver.received.findIndex((one) => one.id === id) < index)
const wrong = { ...before.wrong, ...during.wrong, ...after.wrong }
say(
  `deliveries      ${count + late.length}: ${before.accepted + during.accepted + after.accepted} accepted, ${before.refused + during.refused + after.refused} refused, ${JSON.stringify(wrong)} wrongly`,
)
say(`kept            ${kept} of ${wanted} distinct ones`)
say(
  `rate            ${Math.round((count / (before.tookMs + during.tookMs)) * 1_000)}/s, p50 ${percentile(during.latenciesMs, 0.5).toFixed(1)} ms, p99 ${percentile(during.latenciesMs, 0.99).toFixed(1)} ms`,
)
say(`jobs            ${statuses.map(({ status, _count }) => `${_count} ${status}`).join(', ')}; ${left} left standing`)
say(
  `submissions     ${found.submissions}: ${found.wrongTransitions} wrong transitions, ${found.wrongEnds} ends that are not the provider's`,
)
say(`money           ${found.wrongCharges} wrong charges, ${found.drifts} drifts`)
say(`provider        ${replicate.looks} looks, ${replicate.creates} creates after failures that cost nothing`)
say(
  `told            ${succeeded} of ${deliveries} messages arrived, ${receiver.received.length} requests, ${again.length} of them repeated, ${unverified} not verified`,
)
const isRight =
  Object.keys(wrong).length === 0 &&
  kept === wanted &&
  left + found.wrongTransitions + found.wrongEnds + found.wrongCharges + found.drifts + unverified === 0 &&
  succeeded === deliveries &&
  messages.size === deliveries &&
  deliveries > generations.length
process.exitCode = isRight ? 0 : 1

/** Three workers die in the storm, each replaced at once. */
async function killNow(): Promise<void> {
  for (let kill = 0; kill < 3; kill++) {
    await sleep(4_000)
    const slot = kill % workers.length
    await workers[slot]?.kill('SIGKILL')
    workers[slot] = await startWorker(env, log)
  }
}
