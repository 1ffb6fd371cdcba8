import type { Dice } from './dice.ts'
import type { Prose } from './write-prose.ts'

export interface TextLimits {
  minLength: number
  maxLength: number
  format?: string | undefined
}

/** What is written under a name: the first that fits it. */
const kinds: readonly [name: RegExp, write: (prose: Prose, dice: Dice) => string][] = [
  [/(^id|ids?|Ids?)$/, (prose) => prose.id() || prose.phrase()],
  [/quote|excerpt|evidence|span|original/i, (prose) => prose.quote()],
  [/title|heading|headline|label/i, (prose) => prose.title()],
  [/rationale|reason|explanation|why|because|note|resolution/i, (prose) => prose.reason()],
  [/summary|synopsis|description|logline/i, (prose, dice) => prose.sentences(dice.between(1, 2))],
  [/content|text|body|story|expanded|merged|draft|prose/i, (prose, dice) => prose.sentences(dice.between(3, 5))],
  [/replacement|rewrite|alternative|line|suggestion/i, (prose) => prose.sentence()],
  [/subject|name|character|who/i, (prose) => prose.name()],
  [/attribute|aspect|property|field/i, (prose) => prose.attribute()],
  [/tone|mood|style/i, (prose) => prose.tone()],
  [/value|before|after|state|place|setting|location/i, (prose) => prose.phrase()],
]
const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-11-21T08:00:00Z',
  date: '2026-11-21',
  time: '08:00:00Z',
  email: 'sandbox@example.org',
  uri: 'https://example.org/sandbox',
  uuid: '0f5e6d2c-3b4a-4f19-8e7d-6c5b4a392817',
}

/** Text for a property of that name, within its limits. A quote stays letter for letter what it is, only shorter. */
export function fillText(name: string, limits: TextLimits, { prose, dice }: { prose: Prose; dice: Dice }): string {
  const format = limits.format === undefined ? undefined : formats[limits.format]
  if (format !== undefined) return format
  const write = kinds.find(([pattern]) => pattern.test(name))?.[1] ?? (() => prose.sentence())
  let text = write(prose, dice)
  while (length(text) < limits.minLength) text += text === '' ? prose.sentence() : ` ${prose.sentence()}`
  return cut(text, limits.maxLength)
}

/** JSON Schema counts characters, not UTF-16 units. */
function length(text: string): number {
  return Array.from(text).length
}

/** At a word's end, where that leaves anything. */
function cut(text: string, max: number): string {
  if (length(text) <= max) return text
  const short = Array.from(text).slice(0, max).join('')
  const words = short.replace(/\s+\S*$/, '')
  return words.length * 2 > short.length ? words : short
}
