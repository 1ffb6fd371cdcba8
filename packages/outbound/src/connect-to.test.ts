import { Client } from 'undici'
import { expect, test } from 'vitest'
import { connectTo } from './connect-to.ts'
import { openServer } from './testing/open-server.ts'

const { signal } = new AbortController()
const get = { path: '/', method: 'GET' } as const

test('a connection that ended up elsewhere than at a checked address carries no request', async () => {
  await using canary = await openServer()
  // As if the check had passed and the connection gone astray: a literal host takes no lookup.
  const connect = connectTo([{ address: '1.1.1.1', family: 4 }], { signal })
  await expect(new Client(canary.origin, { connect }).request(get)).rejects.toThrow('not checked')
  expect(canary.connections).toBe(1)
  expect(canary.seen).toEqual([])
})

test('a name is looked up in the list of checked addresses and nowhere else', async () => {
  await using server = await openServer()
  const connect = connectTo([{ address: '127.0.0.1', family: 4 }], { signal })
  const client = new Client(`http://nobody.invalid:${server.port}`, { connect })
  expect(await client.request(get)).toMatchObject({ statusCode: 200 })
  await client.destroy()
})

test('it connects once', async () => {
  await using server = await openServer((response) => response.setHeader('connection', 'close').end())
  const client = new Client(server.origin, { connect: connectTo([{ address: '127.0.0.1', family: 4 }], { signal }) })
  const { body } = await client.request(get)
  await body.dump()
  await expect(client.request(get)).rejects.toThrow('ended before the answer')
  expect(server.connections).toBe(1)
  await client.destroy()
})
