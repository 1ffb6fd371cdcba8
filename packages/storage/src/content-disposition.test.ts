import { expect, test } from 'vitest'
import { attachment } from './content-disposition.ts'

test('a plain name stands as it is', () => {
  expect(attachment('film.mp4')).toBe(`attachment; filename="film.mp4"; filename*=UTF-8''film.mp4`)
})

test('quotes, percent signs and other scripts have a stand-in and the real name beside it', () => {
  const header = attachment('"100%" Ταινία (τέλος).mp4')
  expect(header).toContain('filename="_100__ ______ (_____).mp4"')
  expect(decodeURIComponent(header.split("''")[1] ?? '')).toBe('"100%" Ταινία (τέλος).mp4')
})

test('nothing in a name can end the header, climb a folder or hide an extension', () => {
  for (const evil of ['a\r\nSet-Cookie: x=1', '../../etc/passwd', 'C:\\x', 'a\0b', 'photo\u202Egpj.exe']) {
    const header = attachment(evil)
    expect(header).toMatch(/^[\x20-\x7e]+$/)
    expect(decodeURIComponent(header)).not.toMatch(/[\r\n\0/\\\u202e]/)
  }
})

test('half of a character, at the end or by itself, does not throw', () => {
  expect(attachment(`${'x'.repeat(149)}🎬`)).toContain('%EF%BF%BD')
  expect(attachment('\ud83c')).toContain('%EF%BF%BD')
})
