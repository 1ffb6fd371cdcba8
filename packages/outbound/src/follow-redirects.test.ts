import { expect, test } from 'vitest'
import type { Outbound, OutboundRequest } from './contract.ts'
import { createOutbound } from './create-outbound.ts'
import { openOutbound } from './open-outbound.ts'
import { type TestServer, openServer } from './testing/open-server.ts'

const limits = { maxBytes: 1_000, timeoutMs: 5_000 }
const secret = { authorization: 'Bearer secret', 'x-key': 'secret' }

/** Redirects `/a` to what `targets` says of it, and answers everything else. */
const openRedirects = (targets: Record<string, string>, status = 302): Promise<TestServer> =>
  openServer((response, { url }) => {
    const location = targets[url]
    if (location === undefined) response.end('here')
    else response.writeHead(status, { location }).end('elsewhere')
  })
const get = (outbound: Outbound, url: string, rest: Partial<OutboundRequest> = {}) =>
  outbound.exchange(url, { ...limits, ...rest })
const pathsAt = (server: TestServer): string[] => server.seen.map(({ method, url }) => `${method} ${url}`)

test('three redirects are followed, a fourth is not', async () => {
  await using server = await openRedirects({ '/4': '/3', '/3': '2', '/2': '?1', '/2?1': '/0' })
  const outbound = createOutbound({ allow: [server.pair] })
  const answer = await get(outbound, `${server.origin}/3`)
  expect(answer).toMatchObject({ status: 200, url: `${server.origin}/0` })
  expect(Buffer.from(answer.body).toString()).toBe('here')
  expect(pathsAt(server)).toEqual(['GET /3', 'GET /2', 'GET /2?1', 'GET /0'])
  await expect(get(outbound, `${server.origin}/4`)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
})

test('where none is to be followed, a redirect is an answer', async () => {
  await using server = await openRedirects({ '/': '/next' })
  const outbound = createOutbound({ allow: [server.pair] })
  expect(await get(outbound, server.origin, { redirects: 0 })).toMatchObject({ status: 302 })
  expect(await get(outbound, server.origin, { method: 'POST', body: '1' })).toMatchObject({ status: 302 })
  expect(pathsAt(server)).toEqual(['GET /', 'POST /'])
})

test('a redirect to a private address is refused, and nothing arrives there', async () => {
  await using canary = await openServer()
  const targets = {
    '/literal': `${canary.origin}/`,
    '/secure': `https://127.0.0.1:${canary.port}/`,
    '/other-spelling': `http://2130706433:${canary.port}/`,
    '/v6': `http://[::ffff:7f00:1]:${canary.port}/`,
    '/relative': `//localhost:${canary.port}/`,
    '/metadata': 'http://169.254.169.254/latest/meta-data/',
    '/user': `https://user@example.com/`,
    '/file': 'file:///etc/passwd',
    '/name': 'https://rebind.example.com/',
  }
  await using server = await openRedirects(targets)
  const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])
  const outbound = openOutbound({ allow: [server.pair], resolve })
  for (const path of Object.keys(targets))
    await expect(get(outbound, server.origin + path), path).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  expect(server.seen).toHaveLength(Object.keys(targets).length)
  expect(canary.connections).toBe(0)
})

test('a redirect to a host that is not one of the named ones is refused', async () => {
  await using other = await openServer()
  await using server = await openRedirects({ '/': `http://localhost:${other.port}/` })
  const outbound = createOutbound({ allow: [server.pair, `localhost:${other.port}`] })
  await expect(get(outbound, server.origin, { hosts: ['127.0.0.1'] })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
  })
  expect(other.connections).toBe(0)
  expect(await get(outbound, server.origin, { hosts: ['127.0.0.1', 'localhost'] })).toMatchObject({ status: 200 })
})

test('headers stay with the origin that they were meant for, also when the way leads back to it', async () => {
  const targets: Record<string, string> = { '/here': '/there' }
  await using server = await openRedirects(targets)
  await using other = await openServer((response) =>
    response.writeHead(302, { location: `${server.origin}/back` }).end(),
  )
  targets['/there'] = `${other.origin}/`
  const outbound = createOutbound({ allow: [server.pair, other.pair] })
  await get(outbound, `${server.origin}/here`, { headers: secret })

  expect(pathsAt(server)).toEqual(['GET /here', 'GET /there', 'GET /back'])
  const carried = [...server.seen.slice(0, 2), ...other.seen, ...server.seen.slice(2)].map(
    ({ headers }) => headers.authorization === secret.authorization && headers['x-key'] === 'secret',
  )
  expect(carried).toEqual([true, true, false, false])
  expect(JSON.stringify(other.seen)).not.toContain('secret')
})

test.each([307, 308])('a body is sent on by %i at the same origin and nowhere else', async (status) => {
  await using other = await openServer()
  await using server = await openRedirects({ '/same': '/next', '/other': `${other.origin}/` }, status)
  const outbound = createOutbound({ allow: [server.pair, other.pair] })
  const post = { method: 'POST', body: 'secret', headers: secret, redirects: 1 } as const
  expect(await get(outbound, `${server.origin}/same`, post)).toMatchObject({ status: 200 })
  await expect(get(outbound, `${server.origin}/other`, post)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['POST', '/same', 'secret'],
    ['POST', '/next', 'secret'],
    ['POST', '/other', 'secret'],
  ])
  expect(other.connections).toBe(0)
})

test.each([301, 302, 303])(
  'a %i after a POST is fetched by a GET without the body and what described it',
  async (status) => {
    await using server = await openRedirects({ '/': '/next' }, status)
    const outbound = createOutbound({ allow: [server.pair] })
    const headers = { ...secret, 'content-type': 'text/plain' }
    await get(outbound, server.origin, { method: 'POST', body: 'secret', headers, redirects: 1 })
    expect(server.seen[1]).toMatchObject({ method: 'GET', url: '/next', body: '', headers: { 'x-key': 'secret' } })
    expect(server.seen[1]?.headers).not.toHaveProperty('content-type')
  },
)

test('a redirect to nowhere is trouble of the other side, and one that says nowhere an answer', async () => {
  await using server = await openServer((response, { url }) =>
    response.writeHead(302, url === '/bad' ? { location: 'http://:0/' } : {}).end(),
  )
  const outbound = createOutbound({ allow: [server.pair] })
  await expect(get(outbound, `${server.origin}/bad`)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  expect(await get(outbound, server.origin)).toMatchObject({ status: 302 })
})
