import { silentLogger } from '@cronicl/core'
import { type Consumer, consume } from '@cronicl/jobs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { claimJob } from './claim-job.ts'
import { endJob } from './end-job.ts'
import { failJob } from './fail-job.ts'
import { type JobHouse, openJobHouse } from './testing/open-job-house.ts'

let house: JobHouse
beforeAll(async () => {
  house = await openJobHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

/** A worker of one slot on the real queue. Each job runs until it is let go. */
interface Server extends AsyncDisposable {
  /** Whose jobs were started, in order. */
  served: string[]
  /** Ends the job that runs. */
  letGo(): void
  /** Ends jobs as they come from now on. */
  open(): void
}

async function serve(): Promise<Server> {
  const served: string[] = []
  let opened = false
  let letGo = (): void => {}
  const consumer: Consumer = await consume({
    url: house.url,
    definitions: [house.definition],
    log: silentLogger,
    onDelivery: async ({ carrierId, payload, number }) => {
      const claimed = await claimJob(house.ctx, {
        payload: house.definition.payload.parse(payload),
        carrierId,
        delivery: number,
      })
      if (!claimed) return
      served.push(claimed.userId)
      if (!opened) await new Promise<void>((resolve) => (letGo = resolve))
      await house.ctx.transact(({ db }) => endJob({ ...house.ctx, db }, { id: claimed.id }, { status: 'canceled' }))
    },
    onDeadLetter: async () => {},
  })
  const go = (): void => letGo()
  return {
    served,
    letGo: go,
    open: () => {
      opened = true
      go()
    },
    [Symbol.asyncDispose]: async () => {
      opened = true
      go()
      await consumer.drain()
      await consumer.close()
    },
  }
}

async function startMany(userId: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await house.start(userId)
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 5 })
const newUser = async (): Promise<string> => (await house.user()).userId
const turnOf = async (id: string): Promise<number> => (await house.db.job.findUniqueOrThrow({ where: { id } })).turn

test('somebody with one job starts within the next two, whoever has queued a thousand before', async () => {
  const [crowd, guest] = [await newUser(), await newUser()]
  await Promise.all(Array.from({ length: 5 }, () => startMany(crowd, 200)))
  await using server = await serve()
  for (const handled of [1, 2, 3, 4, 5]) {
    await until(() => expect(server.served).toHaveLength(handled))
    if (handled < 5) server.letGo()
  }
  await house.start(guest)
  server.letGo()
  await until(() => expect(server.served.length).toBeGreaterThanOrEqual(6))
  server.letGo()
  await until(() => expect(server.served.length).toBeGreaterThanOrEqual(7))
  expect(server.served.slice(5, 7)).toContain(guest)
  // The thousand are not of this test's concern any more.
  await house.db.job.updateMany({ where: { userId: crowd, status: 'queued' }, data: { status: 'canceled' } })
  await house.db.$executeRawUnsafe(`DELETE FROM pgboss.job WHERE state = 'created'`)
})

test('users who have queued unequally many take turns until they have no more', async () => {
  const first = await newUser()
  await house.start(first)
  await using server = await serve()
  await until(() => expect(server.served).toEqual([first]))
  const [many, some, few] = [await newUser(), await newUser(), await newUser()]
  await startMany(many, 12)
  await startMany(some, 6)
  await startMany(few, 3)
  server.open()
  await until(() => expect(server.served).toHaveLength(22))
  const order = server.served.slice(1)
  for (let rounds = 1; rounds <= 3; rounds++)
    expect(order.slice(3 * (rounds - 1), 3 * rounds).toSorted()).toEqual([many, some, few].toSorted())
  for (let rounds = 1; rounds <= 3; rounds++)
    expect(order.slice(9 + 2 * (rounds - 1), 9 + 2 * rounds).toSorted()).toEqual([many, some].toSorted())
  expect(order.slice(15)).toEqual(Array.from({ length: 6 }, () => many))
})

test('whoever always queues one more as soon as one starts gets no more than their turn', async () => {
  const [steady, crowd] = [await newUser(), await newUser()]
  await startMany(crowd, 10)
  await using server = await serve()
  await until(() => expect(server.served).toHaveLength(1))
  await house.start(steady)
  for (let handled = 1; handled < 11; handled++) {
    server.letGo()
    await until(() => expect(server.served).toHaveLength(handled + 1))
    if (server.served.at(-1) === steady) await house.start(steady)
  }
  const share = server.served.filter((userId) => userId === steady).length
  expect(share).toBeGreaterThanOrEqual(5)
  expect(share).toBeLessThanOrEqual(6)
})

test('what somebody has used in a quiet time is not held against them, nor is time that they did not use given to them', async () => {
  const [early, late] = [await newUser(), await newUser()]
  // A kind of its own, so that nothing else is in its round.
  const definition = { ...house.definition, kind: 'quiet' }
  const start = (userId: string) => house.start(userId, { definition }).then(({ id }) => id)
  const run = (id: string) => house.db.job.update({ where: { id }, data: { status: 'running', attempts: 1 } })
  const ids: string[] = []
  for (let i = 0; i < 5; i++) ids.push(await start(early))
  expect(await Promise.all(ids.map(turnOf))).toEqual([0, 1, 2, 3, 4])
  await house.db.job.updateMany({ where: { id: { in: ids.slice(0, 4) } }, data: { status: 'succeeded' } })
  await run(ids[4] ?? '')
  // While the last one runs: late begins there, and early stands right behind what runs, not behind all of late's.
  expect(await turnOf(await start(late))).toBe(4)
  expect(await turnOf(await start(late))).toBe(5)
  expect(await turnOf(await start(early))).toBe(5)
})

test('a job that waits to be tried again keeps its turn, and neither its user nor newcomers gain or lose by it', async () => {
  const [unlucky, other] = [await newUser(), await newUser()]
  const definition = { ...house.definition, kind: 'flaky' }
  const ids: string[] = []
  for (let i = 0; i < 4; i++) ids.push((await house.start(unlucky, { definition })).id)
  const [first = '', ...rest] = ids
  const { carrierId } = await house.db.job.findUniqueOrThrow({ where: { id: first } })
  const claimed = await claimJob(house.ctx, { payload: { jobId: first, attemptBase: 0 }, carrierId, delivery: 1 })
  if (!claimed) throw new Error('was not claimed')
  expect(await failJob(house.ctx, house.definition, claimed, new Error('away'))).toBe('retrying')
  expect(await turnOf(first)).toBe(0)
  const [message] = await house.db.$queryRawUnsafe<{ priority: number }[]>(
    `SELECT priority FROM pgboss.job WHERE id = (SELECT carrier_id FROM jobs WHERE id = $1)`,
    rest[1],
  )
  expect(message?.priority).toBe(-2)
  // The round is at 1, where the others wait; the one that failed had its turn.
  expect(await turnOf((await house.start(other, { definition })).id)).toBe(1)
  expect(await turnOf((await house.start(unlucky, { definition })).id)).toBe(4)
})

test('jobs of one user that start at once get turns of their own', async () => {
  const userId = await newUser()
  const definition = { ...house.definition, kind: 'at-once' }
  const started = await Promise.all(Array.from({ length: 30 }, () => house.start(userId, { definition })))
  const turns = await Promise.all(started.map(({ id }) => turnOf(id)))
  expect(turns.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i))
})
