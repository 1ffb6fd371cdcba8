import { expect, test } from 'vitest'
import { z } from 'zod'
import { outboundEnv } from './config.ts'

const read = (text?: string) => z.object(outboundEnv).safeParse(text === undefined ? {} : { OUTBOUND_ALLOW: text })

test('nothing is allowed unless it is said', () => {
  expect(read().data).toEqual({ OUTBOUND_ALLOW: [] })
})

test('pairs of host and port are read', () => {
  expect(read('localhost:9000, [::1]:80,files.example.com:8443 ,').data).toEqual({
    OUTBOUND_ALLOW: ['localhost:9000', '[::1]:80', 'files.example.com:8443'],
  })
})

test.each(['localhost', '*', 'http://localhost:9000', 'localhost:9000/a', 'a@localhost:9000', '::1:80', 'localhost:'])(
  '%s is no such pair',
  (text) => {
    expect(read(text).success).toBe(false)
  },
)
