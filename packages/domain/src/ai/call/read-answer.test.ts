import { expect, test } from 'vitest'
import { z } from 'zod'
import { readAnswer } from './read-answer.ts'

const schema = z.object({ title: z.string(), count: z.int().min(1) })
const mistakes = ({ title }: { title: string }): string[] => (title === 'no' ? ['title must not be no.'] : [])

test.each(['{"title":"a","count":2}', '```json\n{"title":"a","count":2}\n```', '\n```\n{"title":"a","count":2}```  '])(
  'an object is read, in fences or without: %j',
  (text) => {
    expect(readAnswer({ schema, mistakes }, text)).toEqual({ ok: true, value: { title: 'a', count: 2 } })
  },
)

test.each([
  ['{"title":"a","co', ['The answer is not one whole JSON object.']],
  ['', ['The answer is not one whole JSON object.']],
  ['Sure! {"title":"a","count":2}', ['The answer is not one whole JSON object.']],
  ['[]', [expect.stringContaining('The answer: ')]],
  ['{"title":7,"count":0}', [expect.stringContaining('title: '), expect.stringContaining('count: ')]],
  ['{"title":"no","count":1}', ['title must not be no.']],
])('what is wrong is told in words for the model: %j', (text, wrong) => {
  expect(readAnswer({ schema, mistakes }, text)).toEqual({ ok: false, mistakes: wrong })
})
