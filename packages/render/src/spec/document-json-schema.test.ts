import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentJsonSchema } from './document-json-schema.ts'
import { renderDocumentSchema } from './document.ts'

const id = 'https://cronicl.example/schemas/render.json'
const schema = documentJsonSchema(id)
const accepts = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true }).compile(
  schema,
)

const clip = { asset: { type: 'color', color: '#102030' } }
const film = (more: object, options: object = {}) => ({ tracks: [{ clips: [{ ...clip, ...options }] }], ...more })

const taken: Record<string, object> = {
  'the least there is': film({}),
  'every field of the film': film({
    mode: 'tracks',
    output: { format: 'mp4', width: 1920, height: 1080, fps: 29.97, quality: 'high', posterTime: 1 },
    duration: 12.5,
    background: '#FFaa00',
  }),
  'every option of a picture': {
    tracks: [
      {
        parentDurationDecider: true,
        clips: [
          {
            asset: { type: 'image', src: 'ast_1' },
            start: 0,
            length: 'end',
            fit: 'contain-blur',
            position: 'top-left',
            offset: { x: -0.5 },
            scale: 1.5,
            opacity: 0.5,
            rotate: -90,
            crop: { left: 0.25 },
            effects: [{ type: 'blur', radius: 2 }, { type: 'mirror' }],
            transition: { in: { type: 'fade' }, out: { type: 'wipeLeft', duration: 0.5 } },
            fadeIn: 1,
            fadeOut: 1,
            motion: { type: 'zoomIn' },
          },
        ],
      },
    ],
  },
  'video, sound and words': {
    tracks: [
      { clips: [{ asset: { type: 'video', src: 'https://example.com/a.mp4' }, trim: 1, speed: 2, volume: 0 }] },
      { clips: [{ asset: { type: 'audio', src: 'ast_2' }, start: 'auto', length: 3, fadeOut: 1 }] },
      {
        clips: [{ asset: { type: 'text', text: 'Hello', fontSize: 20, fontWeight: 'bold', background: '#00000080' } }],
      },
    ],
  },
  'a longform': {
    mode: 'longform',
    backgrounds: [{ src: 'ast_1', fit: 'cover' }],
    audio: [{ src: 'ast_2', volume: 1, trim: 1, length: 9 }],
    repeatAudio: true,
    hold: 20,
    crossfade: 2,
    audioFade: 0,
    duration: 3600,
  },
}

const refused: Record<string, object> = {
  'no tracks': {},
  'a longform without backgrounds': { mode: 'longform', tracks: [{ clips: [clip] }] },
  'an unknown field': film({ tarcks: [] }),
  'an unknown field of a clip': film({}, { strat: 1 }),
  'a width that is odd': film({ output: { width: 641 } }),
  'a colour by name': film({ background: 'red' }),
  'an asset of no type': { tracks: [{ clips: [{ asset: { src: 'ast_1' } }] }] },
  'a transition of no type': film({}, { transition: { in: { type: 'explode' } } }),
}

describe('what the house takes, the JSON Schema takes', () => {
  test.each(Object.entries(taken))('%s', (_, document) => {
    expect(renderDocumentSchema.safeParse(document).error).toBeUndefined()
    accepts(document)
    expect(accepts.errors ?? []).toEqual([])
  })

  test('and so it is with any one value of them changed', () => {
    const values = [null, true, -1, 0, 0.04, 0.5, 1, 2, 15, 30, 640, 1e6, '', 'auto', 'end', 'low', '#abcdef', [], {}]
    let agreed = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(taken)),
        fc.nat(),
        fc.constantFrom(undefined, ...values),
        (document, at, value) => {
          const changed = withLeaf(document, at, value)
          if (!renderDocumentSchema.safeParse(changed).success) return
          agreed++
          accepts(changed)
          expect(accepts.errors ?? []).toEqual([])
        },
      ),
      { numRuns: 2_000 },
    )
    expect(agreed).toBeGreaterThan(200)
  })
})

/** A copy with the `at`th of its values (counted in a round) replaced, or left out. */
function withLeaf(document: object, at: number, value: unknown): object {
  const copy = structuredClone(document)
  const places: [Record<string, unknown>, string][] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, child] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, key])
      visit(child)
    }
  }
  visit(copy)
  const [parent, key] = places[at % places.length] as [Record<string, unknown>, string]
  if (value === undefined && !Array.isArray(parent)) Reflect.deleteProperty(parent, key)
  else parent[key] = value ?? null
  return copy
}

describe('what an editor should mark, it marks', () => {
  test.each(Object.entries(refused))('%s', (_, document) => {
    expect(renderDocumentSchema.safeParse(document).success).toBe(false)
    expect(accepts(document)).toBe(false)
  })
})

test('it names itself, and every field of the document says what it is for', () => {
  expect(schema).toMatchObject({ $id: id, $schema: 'https://json-schema.org/draft/2020-12/schema' })
  const properties = schema.properties as Record<string, { description?: string }>
  expect(Object.entries(properties).filter(([, { description }]) => !description)).toEqual([])
})
