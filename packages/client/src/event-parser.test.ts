import { expect, test } from 'vitest'
import { createEventParser } from './event-parser.ts'

const text =
  ': a comment\n\nevent: connected\ndata: {}\n\n\ndata: one\ndata:two\nid: 7\n\nretry: 5\nevent: ping\ndata: \n\n' +
  'data: ä\r\nid:\r\n\r\ndata: old\r\r: cut\ndata: never sent'

const events = [
  { type: 'connected', data: '{}' },
  { type: 'message', data: 'one\ntwo', id: '7' },
  { type: 'ping', data: '' },
  { type: 'message', data: 'ä', id: '' },
  { type: 'message', data: 'old' },
]

test('events are read with their types, their ids and the lines of their data', () => {
  expect(createEventParser()(text)).toEqual(events)
})

test('it does not matter where the stream is cut', () => {
  for (let at = 0; at <= text.length; at++) {
    const parse = createEventParser()
    expect([...parse(text.slice(0, at)), ...parse(text.slice(at))], `cut at ${at}`).toEqual(events)
  }
  const parse = createEventParser()
  expect(text.split('').flatMap((letter) => parse(letter))).toEqual(events)
})

test('an event without data is none', () => {
  expect(createEventParser()('event: ping\nid: 3\n\n')).toEqual([])
})

test('an id with a null character is no id', () => {
  expect(createEventParser()('id: a\0b\ndata: x\n\n')).toEqual([{ type: 'message', data: 'x' }])
})
