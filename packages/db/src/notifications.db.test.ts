import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { listen } from './notifications.ts'
import { createTestDatabase } from './testing/index.ts'

test('a notification arrives at commit, and a broken connection is replaced and said so', async () => {
  await using database = await createTestDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const heard: string[] = []
  const onOpen = vi.fn()
  const onError = vi.fn()
  const listener = await listen(database.url, 'test_channel', {
    onNotification: (payload) => heard.push(payload),
    onOpen,
    onError,
  })
  try {
    expect(onOpen).toHaveBeenCalledTimes(1)
    await client.query(`BEGIN; SELECT pg_notify('test_channel', 'rolled back'); ROLLBACK`)
    await client.query(`SELECT pg_notify('test_channel', 'one')`)
    await vi.waitFor(() => expect(heard).toEqual(['one']))

    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cronicl-listen' AND datname = current_database()`,
    )
    await vi.waitFor(() => expect(onOpen).toHaveBeenCalledTimes(2), { timeout: 10_000 })
    expect(onError).toHaveBeenCalledTimes(1)
    await client.query(`SELECT pg_notify('test_channel', 'two')`)
    await vi.waitFor(() => expect(heard).toEqual(['one', 'two']))
  } finally {
    await listener.close()
    await client.end()
  }
})

test('a server that cannot be reached is an error at once', async () => {
  await expect(
    listen('postgresql://nobody@127.0.0.1:1/none', 'test_channel', { onNotification: () => {}, onOpen: () => {} }),
  ).rejects.toThrow()
})

test('a closed listener holds no connection', async () => {
  await using database = await createTestDatabase()
  const listener = await listen(database.url, 'test_channel', { onNotification: () => {}, onOpen: () => {} })
  await listener.close()
  const count = async (): Promise<unknown> =>
    (
      await database.db.$queryRawUnsafe<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'cronicl-listen' AND datname = current_database()`,
      )
    )[0]?.n
  await vi.waitFor(async () => expect(await count()).toBe(0))
})
