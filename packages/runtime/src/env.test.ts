import { isAbsolute } from 'node:path'
import { expect, test } from 'vitest'
import { parseEnv } from './env.ts'

const needed = { DATABASE_URL: 'postgresql://localhost/cronicl', JWT_SECRET: 'x'.repeat(32) }

test('what is needed is enough, and the rest has sensible defaults', () => {
  const parsed = parseEnv(needed)
  expect(parsed).toMatchObject({
    ok: true,
    env: { PORT: 3000, HOST: '127.0.0.1', MEDIA_ORIGIN: 'local', CORS_ORIGINS: [], NODE_ENV: 'development' },
  })
  if (parsed.ok) expect(isAbsolute(parsed.env.CRONICL_HOME)).toBe(true)
})

test('every mistake is told together, by the name of its variable and without its value', () => {
  const parsed = parseEnv({ JWT_SECRET: 'too short', PORT: 'three thousand', LOG_LEVEL: 'loud' })
  expect(parsed.ok).toBe(false)
  if (parsed.ok) return
  expect(parsed.problems.map((problem) => problem.split(':')[0])).toEqual([
    'PORT',
    'DATABASE_URL',
    'JWT_SECRET',
    'LOG_LEVEL',
  ])
  expect(parsed.problems.join()).not.toContain('too short')
})

test('an empty variable is one that is not set, and lists are split', () => {
  expect(parseEnv({ ...needed, PORT: '', CORS_ORIGINS: 'https://a.example, https://b.example' })).toMatchObject({
    ok: true,
    env: { PORT: 3000, CORS_ORIGINS: ['https://a.example', 'https://b.example'] },
  })
})

test('plans are changed by JSON that names what differs', () => {
  expect(parseEnv({ ...needed, PLAN_LIMITS: '{"free":{"spend":{"day":null}}}' })).toMatchObject({
    ok: true,
    env: { PLAN_LIMITS: { free: { spend: { day: null } } } },
  })
  for (const PLAN_LIMITS of ['{"free"', '{"gratis":{}}', '{"free":{"spend":{"day":0.5}}}'])
    expect(parseEnv({ ...needed, PLAN_LIMITS })).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^PLAN_LIMITS/)],
    })
})

test('a provider that is asked for without its key is a mistake of the environment', () => {
  expect(parseEnv({ ...needed, TEXT_PROVIDER: 'openai' })).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('OPENAI_API_KEY')],
  })
  expect(parseEnv({ ...needed, TEXT_PROVIDER: 'openai', OPENAI_API_KEY: 'sk-test' })).toMatchObject({ ok: true })
})

test('a frozen environment cannot be changed behind anybody’s back', () => {
  const parsed = parseEnv(needed)
  expect(parsed.ok && Object.isFrozen(parsed.env)).toBe(true)
})
