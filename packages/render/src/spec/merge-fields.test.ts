import { expect, test } from 'vitest'
import { mergeFields } from './merge-fields.ts'
import { validateDocument } from './validate-document.ts'

const text = (words: unknown, more: object = {}) => ({
  tracks: [{ clips: [{ asset: { type: 'text', text: words }, ...more }] }],
})
const field = (find: string, replace: unknown) => ({ find, replace })

test('placeholders are replaced in every text of the document, and other fields stay as they are', () => {
  const document = {
    ...text('Hi {{name}}, {{ greeting }}!', { length: 4 }),
    background: '{{brand.color}}',
    merge: [field('name', 'Ada'), field('greeting', 'welcome'), field('brand.color', '#102030')],
  }
  expect(mergeFields(document)).toEqual({
    document: { ...text('Hi Ada, welcome!', { length: 4 }), background: '#102030', merge: document.merge },
    issues: [],
  })
  expect(validateDocument(document).ok).toBe(true)
})

test('a field that is nothing but a placeholder takes a number or a switch for what it is', () => {
  const document = { ...text('{{n}} of {{n}}', { length: ' {{n}} ' }), merge: [field('n', 2.5)] }
  expect(mergeFields(document).document).toMatchObject(text('2.5 of 2.5', { length: 2.5 }))
  const flag = { tracks: [{ clips: [], parentDurationDecider: '{{on}}' }], merge: [field('on', true)] }
  expect(mergeFields(flag).document).toMatchObject({ tracks: [{ parentDurationDecider: true }] })
})

test('what replaces a placeholder is not looked at again, and means nothing to a pattern', () => {
  const merge = [field('a', '{{b}} $1 $&'), field('b', 'x')]
  expect(mergeFields({ ...text('<{{a}}>'), merge }).document).toMatchObject(text('<{{b}} $1 $&>'))
})

test('an unknown placeholder is a mistake where it stands, once for each name', () => {
  const document = {
    ...text('{{who}} {{who}} {{known}}', { scale: 0 }),
    background: '{{none}}',
    merge: [field('known', 'x')],
  }
  const read = validateDocument(document)
  if (read.ok) throw new Error('it was accepted')
  expect(read.issues).toEqual([
    { path: ['tracks', 0, 'clips', 0, 'asset', 'text'], message: 'There is no merge field "who".' },
    { path: ['background'], message: 'There is no merge field "none".' },
    { path: ['tracks', 0, 'clips', 0, 'scale'], message: 'At least 0.01.' },
  ])
  expect(validateDocument(text('{{x}}')).ok).toBe(false)
  // Not a placeholder.
  expect(validateDocument(text('{{ two words }} {x}')).ok).toBe(true)
})

test('mistakes in the fields themselves are told at their place', () => {
  const read = validateDocument({ ...text('{{a b}}'), merge: [field('a b', 'x'), field('c', {}), { find: 'd' }] })
  if (read.ok) throw new Error('it was accepted')
  expect(read.issues.map(({ path }) => path.join('.')).sort()).toEqual([
    'merge.0.find',
    'merge.1.replace',
    'merge.2.replace',
  ])
})

test('a merged value is held to what its field allows, and cannot grow without end', () => {
  const path = (document: object) => {
    const read = validateDocument(document)
    return read.ok ? [] : read.issues.map((issue) => issue.path.join('.'))
  }
  expect(path({ ...text('a'), background: '{{c}}', merge: [field('c', 'red')] })).toEqual(['background'])
  const many = '{{c}}'.repeat(100)
  expect(path({ ...text(many), merge: [field('c', 'x'.repeat(20_000))] })).toEqual(['tracks.0.clips.0.asset.text'])
})

test('a document of any depth is walked without harm', () => {
  let deep: unknown = '{{x}}'
  for (let i = 0; i < 50_000; i++) deep = [deep]
  expect(mergeFields({ tracks: deep }).issues).toEqual([])
  expect(mergeFields(null)).toEqual({ document: null, issues: [] })
  expect(Object.keys(mergeFields(JSON.parse('{"__proto__":{"a":"b"}}')).document as object)).toEqual(['__proto__'])
})
