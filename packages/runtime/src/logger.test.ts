import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

type Line = Record<string, unknown>

function logged(write: (log: ReturnType<typeof createLogger>) => void): Line {
  const lines: string[] = []
  write(createLogger({ LOG_LEVEL: 'trace' }, 'test', { write: (line) => void lines.push(line) }))
  expect(lines).toHaveLength(1)
  return JSON.parse(lines[0] as string) as Line
}

const names = [
  ...['authorization', 'Authorization', 'cookie', 'set-cookie', 'x-api-key', 'apiKey'],
  ...['password', 'secret', 'token', 'accessToken', 'refreshToken'],
]

test.each(names)('%s is hidden on three levels, in lists, bindings and errors', (name) => {
  const secret = { [name]: 'canary' }
  const error = Object.assign(new Error('broke'), { details: secret, ...secret })
  const line = logged((log) =>
    log
      .child({ child: secret })
      .error({ ...secret, a: { ...secret, b: secret }, list: [secret], err: error, other: error }, 'all'),
  )
  expect(JSON.stringify(line)).not.toContain('canary')
  const hidden = { [name]: '[hidden]' }
  expect(line).toMatchObject({ ...hidden, a: { ...hidden, b: hidden }, list: [hidden], child: hidden, service: 'test' })
})

test('an error is written with its kind, message, stack and fields', () => {
  const error = Object.assign(new RangeError('too far'), { code: 'E_FAR', at: { token: 'canary', x: 1 } })
  const { err } = logged((log) => log.error({ err: error, requestId: 'req_1' }))
  expect(err).toMatchObject({ type: 'RangeError', message: 'too far', code: 'E_FAR', at: { token: '[hidden]', x: 1 } })
  expect((err as { stack: string }).stack).toContain('logger.test.ts')
})

test('what is no secret is written as it is, and nothing is changed in place', () => {
  const fields = {
    at: new Date(0),
    bytes: Buffer.from('ab'),
    list: [1, null],
    nil: null,
    deep: { token: 'x', kept: 1 },
  }
  expect(logged((log) => log.info(fields))).toMatchObject({
    at: '1970-01-01T00:00:00.000Z',
    bytes: { type: 'Buffer', data: [97, 98] },
    list: [1, null],
    nil: null,
    deep: { token: '[hidden]', kept: 1 },
  })
  expect(fields.deep).toEqual({ token: 'x', kept: 1 })
})

test('fields that point at each other are no trap', () => {
  const fields: Line = { name: 'ring' }
  fields.self = fields
  expect(logged((log) => log.info(fields))).toMatchObject({ name: 'ring' })
})

test('a signed URL is written without what opens it', () => {
  const url = '/files/a.png?exp=1&sig=canary&X-Amz-Signature=canary'
  expect(logged((log) => log.info({ url })).url).toBe('/files/a.png?exp=1&sig=[hidden]&X-Amz-Signature=[hidden]')
})
