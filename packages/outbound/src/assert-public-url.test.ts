import { AppError } from '@cronicl/core'
import { expect, test } from 'vitest'
import { assertPublicUrl } from './assert-public-url.ts'

const isRefused = (url: string, rules = {}): boolean => {
  try {
    assertPublicUrl(url, rules)
    return false
  } catch (error) {
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR' })
    return true
  }
}

test('a public host over https is passed on as the URL standard reads it', () => {
  expect(assertPublicUrl(' HTTPS://Example.COM:443/a b?c=d ').href).toBe('https://example.com/a%20b?c=d')
  expect(assertPublicUrl('https://bücher.example/').hostname).toBe('xn--bcher-kva.example')
  expect(assertPublicUrl('https://1.1.1.1/').hostname).toBe('1.1.1.1')
})

test.each([
  '',
  'example.com',
  '//example.com/',
  'http://example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'data:text/plain,a',
  'javascript:alert(1)',
  'https://example.com:8443/',
  'https://example.com:80/',
  'https://user@example.com/',
  'https://user:word@example.com/',
  'https://',
])('%j is refused', (url) => {
  expect(isRefused(url)).toBe(true)
})

test.each([
  'localhost',
  'a.localhost',
  'printer.local',
  'metadata.google.internal',
  'database',
  'example.com.',
  'localhost.',
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '１２７.０.０.１',
  '127。0。0。1',
  '0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '169.254.169.254',
  '10.0.0.1',
])('https://%s/ is refused', (host) => {
  expect(isRefused(`https://${host}/`)).toBe(true)
})

test('what is allowed is one host at one port, by whatever protocol, and nothing beside it', () => {
  const rules = { allow: ['localhost:9000', '127.0.0.1:80', '[::1]:8080', 'Files.Example.com:8443'] }
  for (const url of [
    'http://localhost:9000/a',
    'https://localhost:9000/',
    'http://127.1/',
    'http://[0:0::1]:8080/',
    'https://files.example.com:8443/',
  ])
    expect(isRefused(url, rules), url).toBe(false)
  for (const url of [
    'http://localhost:9001/',
    'http://localhost/',
    'http://127.0.0.1:9000/',
    'https://127.0.0.1/',
    'http://a.localhost:9000/',
    'http://localhost.:9000/',
    'http://user@localhost:9000/',
    'http://files.example.com/',
  ])
    expect(isRefused(url, rules), url).toBe(true)
})

test('named hosts bind: a name is itself, a star is every name below, and allowed hosts are bound too', () => {
  const rules = { hosts: ['replicate.delivery', '*.Runway.example'], allow: ['localhost:9000'] }
  for (const host of ['replicate.delivery', 'REPLICATE.delivery', 'a.runway.example', 'a.b.runway.example'])
    expect(isRefused(`https://${host}/`, rules), host).toBe(false)
  for (const host of [
    'a.replicate.delivery',
    'replicate.delivery.evil.example',
    'evilreplicate.delivery',
    'runway.example',
    'evilrunway.example',
    '1.1.1.1',
  ])
    expect(isRefused(`https://${host}/`, rules), host).toBe(true)
  expect(isRefused('http://localhost:9000/', rules)).toBe(true)
  expect(isRefused('https://example.com/', { hosts: [] })).toBe(true)
})

test('a refusal names the host and neither path, query nor user', () => {
  const refusal = (url: string): string => {
    try {
      return String(assertPublicUrl(url))
    } catch (error) {
      return error instanceof AppError ? JSON.stringify([error.message, error.details]) : ''
    }
  }
  expect(refusal('https://10.0.0.1/a?signature=b')).toContain(
    'The address https://10.0.0.1 may not be reached from here.',
  )
  for (const url of [
    'https://10.0.0.1/folder?signature=b',
    'http://example.com/folder?signature=b',
    'https://ann:word@example.com/folder?signature=b',
    'https://example.com:1/folder?signature=b',
    'gopher://example.com/folder?signature=b',
    'folder?signature=b',
  ])
    expect(refusal(url)).not.toMatch(/folder|signature|ann|word@/)
})
