import type { Dice } from './dice.ts'
import { fillText } from './fill-text.ts'
import type { Prose } from './write-prose.ts'

type Schema = Readonly<Record<string, unknown>>

export interface Filling {
  prose: Prose
  dice: Dice
}

/** How deep a schema that contains itself is followed. */
const deepest = 5
/** How often another item is tried before two are allowed to be alike. */
const attempts = 12

/**
 * A value that fits the schema: the strict subset of JSON Schema (objects, arrays, strings, numbers, enum, const, anyOf,
 * $ref into $defs) with their bounds. Items of an array are distinct where the schema leaves room for it, and so are
 * their titles, names and contents. Names of properties say what is written into them.
 */
export function fillSchema(schema: Schema, filling: Filling): unknown {
  return createFiller(schema, filling)(schema, '', 0)
}

function createFiller(root: Schema, { prose, dice }: Filling) {
  const fill = (given: unknown, name: string, depth: number): unknown => {
    const schema = resolve(root, asSchema(given))
    if ('const' in schema) return schema.const
    const choices = list(schema.enum)
    if (choices.length > 0) return choices[dice.between(0, choices.length - 1)]
    const options = [...list(schema.anyOf), ...list(schema.oneOf)]
    if (options.length > 0) return fill(choose(options, depth), name, depth)
    return fillType(schema, typeOf(schema), name, depth)
  }
  /** Mostly not null, and never deeper than need be: of options the last is the plainest when it is getting deep. */
  const choose = (options: unknown[], depth: number): unknown => {
    const isNull = (option: unknown) => typeOf(resolve(root, asSchema(option))) === 'null'
    const full = options.filter((option) => !isNull(option))
    const empty = options.find(isNull)
    if (empty !== undefined && (full.length === 0 || depth >= deepest || dice.between(1, 8) === 1)) return empty
    return depth >= deepest ? full.at(-1) : full[dice.between(0, full.length - 1)]
  }
  const fillType = (schema: Schema, type: string, name: string, depth: number): unknown => {
    if (type === 'object') return fillObject(schema, depth)
    if (type === 'array') return fillArray(schema, name, depth)
    if (type === 'null') return null
    if (type === 'boolean') return dice.between(0, 1) === 1
    if (type === 'integer' || type === 'number') return fillNumber(schema, type, dice)
    const format = typeof schema.format === 'string' ? schema.format : undefined
    const limits = { minLength: number(schema.minLength, 0), maxLength: number(schema.maxLength, 4_000), format }
    return fillText(name, limits, { prose, dice })
  }
  const fillObject = (schema: Schema, depth: number): unknown => {
    const entries = Object.entries(asSchema(schema.properties))
    return orderSpan(Object.fromEntries(entries.map(([key, inner]) => [key, fill(inner, key, depth + 1)])))
  }
  const fillArray = (schema: Schema, name: string, depth: number): unknown[] => {
    const fixed = list(schema.prefixItems)
    const least = number(schema.minItems, depth >= deepest ? 0 : Math.min(2, number(schema.maxItems, 2)))
    const most = Math.min(number(schema.maxItems, least + 1), least + 2)
    const items = fixed.map((inner) => fill(inner, name, depth + 1))
    if (schema.items === undefined || schema.items === false) return items
    const length = depth >= deepest ? least : dice.between(least, Math.max(least, most))
    const seen = new Set<string>()
    while (items.length < length) items.push(another(seen, () => fill(schema.items, name, depth + 1)))
    return items
  }
  return fill
}

/** An item whose telling parts none before it had. */
function another(seen: Set<string>, make: () => unknown): unknown {
  let item = make()
  for (let attempt = 1; attempt < attempts && tellingParts(item).some((part) => seen.has(part)); attempt++)
    item = make()
  for (const part of tellingParts(item)) seen.add(part)
  return item
}

function tellingParts(item: unknown): string[] {
  if (typeof item !== 'object' || item === null) return [JSON.stringify(item)]
  const telling = Object.entries(item).filter(
    ([key, value]) => typeof value === 'string' && /title|content|quote|text/i.test(key),
  )
  return [JSON.stringify(item), ...telling.map(([key, value]) => `${key}: ${value}`)]
}

/** A span ends after it starts. */
function orderSpan(value: Record<string, unknown>): Record<string, unknown> {
  const { start, end } = value
  if (typeof start !== 'number' || typeof end !== 'number' || start <= end) return value
  return { ...value, start: end, end: start }
}

function fillNumber(schema: Schema, type: string, dice: Dice): number {
  const step = number(schema.multipleOf, type === 'integer' ? 1 : 0)
  const above = number(schema.exclusiveMinimum, Number.NEGATIVE_INFINITY)
  const below = number(schema.exclusiveMaximum, Number.POSITIVE_INFINITY)
  const min = Math.max(number(schema.minimum, 0), above)
  const most = Math.min(number(schema.maximum, Number.POSITIVE_INFINITY), below)
  const max = most > min + 100 ? min + 100 : most
  if (step === 0) return min + (max - min) * (0.25 + dice.roll() / 2)
  const first = Math.ceil(min / step) + (Math.ceil(min / step) * step <= above ? 1 : 0)
  const last = Math.floor(max / step) - (Math.floor(max / step) * step >= below ? 1 : 0)
  return dice.between(first, Math.max(first, last)) * step
}

function resolve(root: Schema, schema: Schema): Schema {
  const name = typeof schema.$ref === 'string' ? /^#\/(?:\$defs|definitions)\/(.+)$/.exec(schema.$ref)?.[1] : undefined
  if (schema.$ref === '#') return root
  if (name === undefined) return schema
  return resolve(root, asSchema(asSchema(root.$defs ?? root.definitions)[name]))
}

/** The type, or the first of several that is not null; guessed where the schema leaves it out. */
function typeOf(schema: Schema): string {
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => typeof type === 'string')
  const type = types.find((one) => one !== 'null') ?? types[0]
  if (type !== undefined) return type
  if (schema.properties !== undefined) return 'object'
  return schema.items === undefined && schema.prefixItems === undefined ? 'string' : 'array'
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {}
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
