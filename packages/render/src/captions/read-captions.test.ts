import { expect, test } from 'vitest'
import { groupWords } from './group-words.ts'
import { readCaptions } from './read-captions.ts'

function cuesOf(text: string) {
  const read = readCaptions(text)
  if (!read.ok) throw new Error(`${read.line}: ${read.message}`)
  return read.cues.map(({ startMs, endMs, text: words }) => [startMs, endMs, words])
}

test('SRT is read as people write it', () => {
  const srt =
    '\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i>\r\n{\\an8}world\r\n\r\n\r\n2\r\n01:00:03,5 --> 01:00:04,000 X1:40\r\n<font color="red">1 < 2 &amp; more</font>'
  expect(cuesOf(srt)).toEqual([
    [1000, 2500, 'Hello\nworld'],
    [3_603_500, 3_604_000, '1 < 2 & more'],
  ])
})

test('WebVTT is read without its notes, styles, regions and settings', () => {
  const vtt = [
    'WEBVTT - a title\nKind: captions',
    'STYLE\n::cue { color: red }',
    'NOTE 00:01.000 --> 00:02.000\nnot seen',
    'intro\n00:01.000 --> 00:02.000 line:0 align:start\n<v Anna>Hi &lt;there&gt;</v>',
    '00:03.000 --> 00:04.000\n<c.loud></c>',
  ].join('\n\n')
  expect(cuesOf(vtt)).toEqual([[1000, 2000, 'Hi <there>']])
})

test('times within a caption of WebVTT are those of its words', () => {
  const read = readCaptions(
    'WEBVTT\n\n00:01.000 --> 00:04.000\n <c>Sing</c> <00:02.000><c>a long</c> <00:03.000> song\n',
  )
  expect(read).toEqual({
    ok: true,
    cues: [
      {
        startMs: 1000,
        endMs: 4000,
        text: 'Sing a long  song',
        words: [
          { from: 0, to: 4, startMs: 1000 },
          { from: 5, to: 11, startMs: 2000 },
          { from: 13, to: 17, startMs: 3000 },
        ],
      },
    ],
  })
})

test('captions come in the order of their times, and end when the next begins', () => {
  const srt = '1\n00:00:05,000 --> 00:00:06,000\nsecond\n\n2\n00:00:01,000 --> 00:00:09,000\nfirst'
  expect(cuesOf(srt)).toEqual([
    [1000, 5000, 'first'],
    [5000, 6000, 'second'],
  ])
})

test.each([
  ['nothing', '', 1, /no captions/],
  ['a heading alone', 'WEBVTT\n', 1, /no captions/],
  ['text without times', '1\n00:00:01,000 --> 00:00:02,000\na\n\n2\nb', 6, /Times are to stand here/],
  ['a number alone', '1\n00:00:01,000 --> 00:00:02,000\na\n\n7\n', 5, /Times/],
  ['times that are none', '1\n00:00:99 --> later\na', 2, /Times/],
  ['an end before the beginning', '00:00:02,000 --> 00:00:01,000\na', 1, /ends before it begins/],
  ['joiners alone', '00:00:01,000 --> 00:00:02,000\n\u200d\u200b', 1, /no captions/],
  ['endless markup', `00:00:01,000 --> 00:00:02,000\n${'<a'.repeat(200_000)}`, 2, /at most 2000 characters/],
  ['a caption that is a book', `1\n00:00:01,000 --> 00:00:02,000\n${'a'.repeat(2001)}`, 3, /at most 2000 characters/],
])('%s is refused with its line', (_, text, line, message) => {
  expect(readCaptions(text)).toEqual({ ok: false, line, message: expect.stringMatching(message) })
})

test('words are grouped into captions by their number, by pauses and by sentences', () => {
  const at = (text: string, start: number) => ({ text, start, end: start + 0.4 })
  const words = [
    at('One', 0),
    at('two', 0.5),
    at('three.', 1),
    at('Four', 1.5),
    at('five', 3),
    at('six', 3.5),
    at('seven', 4),
  ]
  const cues = groupWords(words, 2)
  expect(cues.map(({ startMs, endMs, text }) => [startMs, endMs, text])).toEqual([
    [0, 900, 'One two'],
    [1000, 1400, 'three.'],
    [1500, 1900, 'Four'],
    [3000, 3900, 'five six'],
    [4000, 4400, 'seven'],
  ])
  expect(cues[3]?.words).toEqual([
    { from: 0, to: 4, startMs: 3000 },
    { from: 5, to: 8, startMs: 3500 },
  ])
})
