import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '@cronicl/core'
import type { Database } from '@cronicl/db'
import type { FakeBehaviour, FakeProviders } from '@cronicl/providers/testing'
import type { Crew } from './open-crew.ts'
import { type House, type Person, ask, signUp } from './people.ts'
import { type AdapterName, adapters } from './storm.ts'

export interface OrderPlan {
  /** In this order. */
  sequence: readonly AdapterName[]
  /** One orders so many at once; the rest comes one by one, from several people. */
  bulk: number
  orderEveryMs: number
  /** How many of those that come one by one are called off within a few seconds. */
  cancels: number
  /** People with one order each, for each kind, while somebody has many waiting. */
  guests: number
  /** How questions after work are answered now and then. */
  others: readonly FakeBehaviour['others'][]
  /** Give up after this long. */
  withinMs: number
}

export interface Order {
  jobId: string
  /** Stands in the prompt, by which the journal is read. */
  tag: string
  adapter: AdapterName
  person: Person
  /** What the API says of it when it is quiet. */
  view: Record<string, unknown>
}

interface Market {
  house: House
  crew: Crew
  db: Database
  fake: FakeProviders
}

/** Of a guest with one job. */
export interface Visit {
  /** How many of the kind were waiting when it came. */
  waiting: number
  /** How many of them began before it. */
  overtakenBy: number
}

export interface Placed {
  orders: Order[]
  overtaken: Visit[]
  tookMs: number
}

/** Orders everything, and waits until it is quiet. */
export async function placeOrders(plan: OrderPlan, market: Market): Promise<Placed> {
  const { house, crew, db } = market
  const people = await Promise.all(Array.from({ length: 4 }, () => signUp(house, db)))
  const wanted = [...plan.sequence]
  const orders: Order[] = []
  const overtaken: Visit[] = []
  const startedMs = monotonicMs()
  const over = AbortSignal.timeout(plan.withinMs)
  const quiet = new AbortController()
  const place = (adapter: AdapterName, person: Person): Promise<Order> => order(house, orders, { adapter, person })
  const [bulkBuyer] = people as [Person]
  const bulk = wanted.splice(0, plan.bulk).values()
  const buy = async (): Promise<void> => {
    for (const adapter of bulk) await place(adapter, bulkBuyer)
  }
  await Promise.all(Array.from({ length: 6 }, buy))
  const disturbing = meanwhile(disturb(plan.others, market.fake, quiet.signal))
  const killing = meanwhile(crew.killed(quiet.signal))
  const comeAndGo = async (): Promise<void> => {
    for (let guest = 0; guest < plan.guests; guest++)
      for (const adapter of ['openai-compatible image', 'runway video'] as const) {
        const visit = async (): Promise<Visit> => {
          const person = await signUp(house, db)
          const { kind } = adapters[adapter]
          const waiting = await db.job.count({ where: { kind, status: 'queued', attempts: 0 } })
          return { waiting, overtakenBy: await countOvertaken(db, await place(adapter, person), over) }
        }
        overtaken.push(await crew.inPeace(visit))
      }
  }
  const guests = meanwhile(comeAndGo())
  const callingOff: Promise<void>[] = []
  const callEach = Math.ceil(wanted.length / plan.cancels)
  for (const [index, adapter] of wanted.entries()) {
    const placed = await place(adapter, people[1 + (index % 3)] as Person)
    if (index % callEach === callEach - 1) callingOff.push(meanwhile(callOff(house, placed, (index * 370) % 1_300)))
    await sleep(plan.orderEveryMs)
  }
  await Promise.all([guests, ...callingOff])
  while (!over.aborted && (await unfinished(db)) > 0) await sleep(200)
  quiet.abort()
  await Promise.all([killing, disturbing])
  return { orders, overtaken, tookMs: monotonicMs() - startedMs }
}

async function order(
  house: House,
  orders: Order[],
  { adapter, person }: { adapter: AdapterName; person: Person },
): Promise<Order> {
  const { kind, provider } = adapters[adapter]
  const tag = `order-${String(orders.length).padStart(4, '0')}`
  const made: Order = { jobId: '', tag, adapter, person, view: {} }
  orders.push(made)
  const asked = { prompt: `${tag}: a lighthouse in the fog`, commit: true, ...(provider ? { provider } : {}) }
  const [path, body] = kind === 'image' ? ['/images/generate', asked] : ['/video/generate', { ...asked, durationS: 4 }]
  const answer = await ask(house, 'POST', path, { token: person.token, body })
  if (answer.status !== 202) throw new Error(`${tag} was refused: ${JSON.stringify(answer.body)}`)
  made.jobId = String(answer.body['jobId'])
  return made
}

/** How many of the same kind began after this one had come and before it began. */
async function countOvertaken(db: Database, { jobId }: Order, over: AbortSignal): Promise<number> {
  for (;;) {
    const { createdAt, startedAt, kind } = await db.job.findUniqueOrThrow({ where: { id: jobId } })
    if (startedAt) return db.job.count({ where: { kind, startedAt: { gt: createdAt, lt: startedAt } } })
    if (over.aborted) return Infinity
    await sleep(50)
  }
}

/** Awaited later: until then a failure must not end the process, which would leave others running. */
function meanwhile(work: Promise<void>): Promise<void> {
  work.catch(() => {})
  return work
}

async function callOff(house: House, { jobId, person }: Order, afterMs: number): Promise<void> {
  await sleep(afterMs)
  const { status, body } = await ask(house, 'POST', `/api/v1/generations/${jobId}/cancel`, { token: person.token })
  if (status !== 200 && status !== 409) throw new Error(`${jobId} was not called off: ${JSON.stringify(body)}`)
}

/** Now and then, for a moment, nobody is told how work goes. */
async function disturb(others: OrderPlan['others'], fake: FakeProviders, quiet: AbortSignal): Promise<void> {
  for (let turn = 0; others.length > 0 && !quiet.aborted; turn++) {
    const mood = others[turn % others.length]
    if (mood) fake.behave({ others: mood })
    await sleep(300)
    fake.behave({})
    await sleep(2_500)
  }
}

/** Everything that an owner, an operator and a stranger are told. */
export async function readEverything(house: House, orders: readonly Order[]): Promise<void> {
  for (const made of orders) {
    const { token } = made.person
    made.view = (await ask(house, 'GET', `/api/v1/generations/${made.jobId}`, { token })).body
    await ask(house, 'GET', `/v1/jobs/${made.jobId}`, { token })
  }
  const { token = '' } = orders[0]?.person ?? {}
  for (const path of ['/api/v1/generations', '/v1/jobs', '/usage/history', '/api/v1/generations/job_nobodys'])
    await ask(house, 'GET', path, { token })
  for (const path of ['/health', '/ready', '/metrics', '/openapi.json', '/v1/jobs']) await ask(house, 'GET', path)
  for (const provider of ['replicate', 'gemini', 'runway', 'nobody'])
    await ask(house, 'POST', `/api/v1/webhooks/${provider}`, { body: { forged: true } })
}

function unfinished(db: Database): Promise<number> {
  return db.job.count({ where: { status: { in: ['queued', 'running'] } } })
}
