import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createClient } from '@cronicl/client'
import { expect, test } from 'vitest'
import { descendantsOf } from './testing/processes.ts'
import { stackProcesses, startCommand, stateFolder } from './testing/start-command.ts'

const account = { email: 'owner@example.com', password: 'a lantern in the fog' }

test('Ctrl-C stops every process within ten seconds', async () => {
  await using home = await stateFolder()
  const started = startCommand(home.path)
  const url = await started.url
  expect((await fetch(`${url}/ready`)).status).toBe(200)
  const processes = await stackProcesses(started, home.path)
  expect(processes.length).toBeGreaterThanOrEqual(4)
  const asked = performance.now()
  started.process.kill('SIGINT')
  expect(await started.exit).toBe(0)
  expect(performance.now() - asked).toBeLessThan(10_000)
  const left = new Set(await descendantsOf(0, (commandLine) => commandLine.includes(home.path)))
  expect(processes.filter((pid) => left.has(pid))).toEqual([])
})

test('Ctrl-C in the middle of a start leaves nothing behind either', async () => {
  await using home = await stateFolder()
  const started = startCommand(home.path)
  await expect
    .poll(() => existsSync(join(home.path, 'postgres', 'postmaster.pid')), { timeout: 30_000, interval: 5 })
    .toBe(true)
  started.process.kill('SIGINT')
  expect(await started.exit).toBe(0)
  expect(started.output()).not.toContain('ready at')
  expect(await descendantsOf(0, (commandLine) => commandLine.includes(home.path))).toEqual([])
})

test('a second start says that one runs, and a taken port says so', async () => {
  await using home = await stateFolder()
  const first = startCommand(home.path)
  const url = await first.url
  const second = startCommand(home.path)
  expect(await second.exit).toBe(1)
  expect(second.output()).toContain('already running')
  expect(second.output()).toContain(url)

  await using other = await stateFolder()
  const occupied = createServer()
  const port = await new Promise<number>((resolve) =>
    occupied.listen(0, '127.0.0.1', () => resolve((occupied.address() as { port: number }).port)),
  )
  const refused = startCommand(other.path, { PORT: String(port) })
  expect(await refused.exit).toBe(1)
  expect(refused.output()).toContain(`Port ${port} is taken`)
  occupied.close()
  first.process.kill('SIGINT')
  await first.exit
})

test('after a SIGKILL of everything, Postgres included, the next start has all that was committed', async () => {
  await using home = await stateFolder()
  const first = startCommand(home.path)
  const client = createClient({ url: await first.url })
  await client.auth.register(account)
  for (const pid of await stackProcesses(first, home.path)) process.kill(pid, 'SIGKILL')
  await first.exit

  const second = startCommand(home.path)
  const user = await createClient({ url: await second.url }).auth.login(account)
  expect(user).toMatchObject({ email: account.email, role: 'ADMIN' })

  // Only the supervisor dies: its children see it go, and the Postgres that is left is taken over.
  second.process.kill('SIGKILL')
  await second.exit
  const third = startCommand(home.path)
  expect(await createClient({ url: await third.url }).auth.login(account)).toMatchObject({ email: account.email })
  third.process.kill('SIGTERM')
  expect(await third.exit).toBe(0)
})
