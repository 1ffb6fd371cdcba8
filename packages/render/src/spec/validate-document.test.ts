import { expect, test } from 'vitest'
import { z } from 'zod'
import { collectSources } from './collect-sources.ts'
import { renderDocumentSchema } from './document.ts'
import { defaultLimits } from './limits.ts'
import { validateDocument } from './validate-document.ts'

const color = { type: 'color', color: '#112233' }
const image = { type: 'image', src: 'ast_1' }
const srt = '1\n00:00:01,000 --> 00:00:02,000\nHello'
const withClip = (clip: object) => ({ tracks: [{ clips: [clip] }] })
const withOutput = (output: object) => ({ output, ...withClip({ asset: color }) })

/** A document, the paths of its mistakes, and a word of what is said about the first. */
const mistakes: [string, unknown, string[], RegExp][] = [
  ['nothing', undefined, [''], /required/],
  ['no tracks', {}, ['tracks'], /required/],
  ['an empty list of tracks', { tracks: [] }, ['tracks'], /At least 1/],
  [
    'too many tracks',
    { tracks: Array.from({ length: 33 }, () => ({ clips: [{ asset: color }] })) },
    ['tracks'],
    /At most 32 entries/,
  ],
  ['a track without clips', { tracks: [{ clips: [] }] }, ['tracks.0.clips'], /At least 1/],
  [
    'unknown fields, each by name',
    { ...withClip({ asset: color, zoom: 1, spin: 2 }), webhook: 'x' },
    ['tracks.0.clips.0.zoom', 'tracks.0.clips.0.spin', 'webhook'],
    /no field "zoom"/,
  ],
  [
    'an unknown kind of asset',
    withClip({ asset: { type: 'html', html: '<b>' } }),
    ['tracks.0.clips.0.asset.type'],
    /"image", "video", "audio", "text", "caption", "color"/,
  ],
  ['no asset', withClip({}), ['tracks.0.clips.0.asset'], /required/],
  [
    'an asset field of another type',
    withClip({ asset: { ...color, src: 'x' } }),
    ['tracks.0.clips.0.asset.src'],
    /no field "src"/,
  ],
  ['an empty src', withClip({ asset: { type: 'image', src: '' } }), ['tracks.0.clips.0.asset.src'], /At least 1/],
  ['a negative start', withClip({ asset: image, start: -1 }), ['tracks.0.clips.0.start'], /At least 0/],
  ['a start in words', withClip({ asset: image, start: 'later' }), ['tracks.0.clips.0.start'], /"auto"/],
  ['a length of nothing', withClip({ asset: image, length: 0 }), ['tracks.0.clips.0.length'], /More than 0/],
  ['a length that is no number', withClip({ asset: image, length: Number.NaN }), ['tracks.0.clips.0.length'], /"end"/],
  ['a fit that does not exist', withClip({ asset: image, fit: 'crop' }), ['tracks.0.clips.0.fit'], /cover/],
  [
    'a position that does not exist',
    withClip({ asset: image, position: 'middle' }),
    ['tracks.0.clips.0.position'],
    /center/,
  ],
  [
    'numbers out of range',
    withClip({ asset: image, scale: 0, opacity: 2, fadeIn: -1, offset: { x: 5 } }),
    ['scale', 'opacity', 'fadeIn', 'offset.x'].map((field) => `tracks.0.clips.0.${field}`).sort(),
    /./,
  ],
  [
    'a fit for a text',
    withClip({ asset: { type: 'text', text: 'a' }, fit: 'cover' }),
    ['tracks.0.clips.0.fit'],
    /means nothing for a clip of type "text"/,
  ],
  [
    'a volume, a trim and a motion for an area',
    withClip({ asset: color, volume: 1, trim: 1, motion: { type: 'zoomIn' } }),
    ['tracks.0.clips.0.motion', 'tracks.0.clips.0.trim', 'tracks.0.clips.0.volume'],
    /means nothing/,
  ],
  [
    'an opacity for a sound',
    withClip({ asset: { type: 'audio', src: 'a' }, opacity: 1 }),
    ['tracks.0.clips.0.opacity'],
    /"audio"/,
  ],
  [
    'a motion that does not exist',
    withClip({ asset: image, motion: { type: 'shake' } }),
    ['tracks.0.clips.0.motion.type'],
    /"panLeft"/,
  ],
  [
    'a camera that would leave the picture',
    withClip({ asset: image, motion: { type: 'kenBurns', to: { scale: 0.5 } } }),
    ['tracks.0.clips.0.motion.to.scale'],
    /At least 1/,
  ],
  [
    'a preset with a view',
    withClip({ asset: image, motion: { type: 'zoomIn', to: {} } }),
    ['tracks.0.clips.0.motion.to'],
    /no field "to"/,
  ],
  [
    'a crop of the whole height',
    withClip({ asset: image, crop: { top: 1 } }),
    ['tracks.0.clips.0.crop.bottom', 'tracks.0.clips.0.crop.top'],
    /At most 0.99/,
  ],
  [
    'sides of a crop that meet',
    withClip({ asset: image, crop: { left: 0.6, right: 0.6, bottom: 0.2 } }),
    ['tracks.0.clips.0.crop.right'],
    /together cut off the whole picture/,
  ],
  ['a crop of a text', withClip({ asset: { type: 'text', text: 'a' }, crop: {} }), ['tracks.0.clips.0.crop'], /"text"/],
  ['more than a whole turn', withClip({ asset: color, rotate: 400 }), ['tracks.0.clips.0.rotate'], /At most 360/],
  [
    'an effect that does not exist',
    withClip({ asset: image, effects: [{ type: 'blur' }, { type: 'glow' }] }),
    ['tracks.0.clips.0.effects.1.type'],
    /"blur", "sharpen"/,
  ],
  [
    'effects beyond their range, and with what they do not know',
    withClip({
      asset: image,
      effects: [
        { type: 'blur', radius: 1000 },
        { type: 'sepia', radius: 2 },
      ],
    }),
    ['tracks.0.clips.0.effects.0.radius', 'tracks.0.clips.0.effects.1.radius'],
    /At most 100.*no field "radius"/,
  ],
  [
    'too many effects',
    withClip({ asset: image, effects: Array.from({ length: 11 }, () => ({ type: 'flip' })) }),
    ['tracks.0.clips.0.effects'],
    /At most 10 entries/,
  ],
  [
    'transitions that do not exist or last for ever',
    withClip({ asset: image, transition: { in: { type: 'star' }, out: { type: 'fade', duration: 60 }, over: {} } }),
    ['in.type', 'out.duration', 'over'].map((field) => `tracks.0.clips.0.transition.${field}`),
    /"wipeLeft"/,
  ],
  [
    'a transition of a sound',
    withClip({ asset: { type: 'audio', src: 'a' }, transition: { in: { type: 'fade' } } }),
    ['tracks.0.clips.0.transition'],
    /"audio"/,
  ],
  [
    'a colour by name',
    withClip({ asset: { type: 'color', color: 'red' } }),
    ['tracks.0.clips.0.asset.color'],
    /#rrggbb/,
  ],
  [
    'a background that is code',
    { ...withClip({ asset: color }), background: '#000000:d=1' },
    ['background'],
    /#rrggbb/,
  ],
  [
    'text of blanks and joiners',
    withClip({ asset: { type: 'text', text: ' \n\u200d' } }),
    ['tracks.0.clips.0.asset.text'],
    /nothing to show/,
  ],
  [
    'text with control characters',
    withClip({ asset: { type: 'text', text: 'a\u0000b' } }),
    ['tracks.0.clips.0.asset.text'],
    /control characters/,
  ],
  [
    'a font that is markup',
    withClip({ asset: { type: 'text', text: 'a', fontFamily: 'x"><b>' } }),
    ['tracks.0.clips.0.asset.fontFamily'],
    /font family/,
  ],
  [
    'a font weight between the words',
    withClip({ asset: { type: 'text', text: 'a', fontWeight: 'heavy' } }),
    ['tracks.0.clips.0.asset.fontWeight'],
    /"bold"/,
  ],
  [
    'an outline, a shadow and a line height out of range',
    withClip({
      asset: { type: 'text', text: 'a', outline: { width: 100 }, shadow: { colour: '#000000' }, lineHeight: 0 },
    }),
    ['lineHeight', 'outline.width', 'shadow.colour'].map((field) => `tracks.0.clips.0.asset.${field}`),
    /At most 40.*no field "colour"/,
  ],
  [
    'a slant that does not exist',
    withClip({ asset: { type: 'text', text: 'a', fontStyle: 'oblique' } }),
    ['tracks.0.clips.0.asset.fontStyle'],
    /"italic"/,
  ],
  ['captions of nothing', withClip({ asset: { type: 'caption' } }), ['tracks.0.clips.0.asset.src'], /exactly one of/],
  [
    'captions of two sources',
    withClip({ asset: { type: 'caption', src: 'a', text: srt } }),
    ['tracks.0.clips.0.asset.text'],
    /exactly one of/,
  ],
  [
    'captions with a mistake in them',
    withClip({ asset: { type: 'caption', text: `${srt}\n\nsecond\nwithout times` } }),
    ['tracks.0.clips.0.asset.text'],
    /Line 6: Times are to stand here/,
  ],
  [
    'words that are out of order, or end before they begin',
    withClip({
      asset: {
        type: 'caption',
        words: [
          { text: 'a', start: 2, end: 3 },
          { text: 'b', start: 1, end: 4 },
        ],
      },
    }),
    ['tracks.0.clips.0.asset.words.1.start'],
    /before the one before it/,
  ],
  [
    'a word that ends before it begins',
    withClip({ asset: { type: 'caption', words: [{ text: 'a', start: 2, end: 1 }] } }),
    ['tracks.0.clips.0.asset.words.0.end'],
    /ends before it begins/,
  ],
  [
    'a number of words for a file',
    withClip({ asset: { type: 'caption', src: 'a', maxWords: 3 } }),
    ['tracks.0.clips.0.asset.maxWords'],
    /"words" alone/,
  ],
  [
    'a transition of captions',
    withClip({ asset: { type: 'caption', src: 'a' }, transition: {} }),
    ['tracks.0.clips.0.transition'],
    /"caption"/,
  ],
  ['a format that is not made', withOutput({ format: 'avi' }), ['output.format'], /"webm"/],
  ['a GIF that no browser shows in time', withOutput({ format: 'gif', fps: 60 }), ['output.fps'], /50 frames/],
  ['a loudness that has no name', withOutput({ loudness: 'radio' }), ['output.loudness'], /"broadcast"/],
  ['a loudness beyond reason', withOutput({ loudness: -60 }), ['output.loudness'], /At least -40/],
  [
    'a way of ducking that does not exist',
    { tracks: [{ clips: [{ asset: color }], duck: { amount: 3 } }] },
    ['tracks.0.duck.amount'],
    /no field "amount"/,
  ],
  [
    'ducking out of range',
    { tracks: [{ clips: [{ asset: color }], duck: { amountDb: 0 } }] },
    ['tracks.0.duck.amountDb'],
    /At least 1/,
  ],
  [
    'speech that gives way to itself',
    { tracks: [{ clips: [{ asset: color }], speech: true, duck: true }] },
    ['tracks.0.duck'],
    /itself/,
  ],
  ['an odd width', withOutput({ width: 641 }), ['output.width'], /even/],
  [
    'a film that is too long in both directions',
    withOutput({ width: 1920, height: 1200 }),
    ['output.height'],
    /1920×1080/,
  ],
  ['a film that is too wide', withOutput({ width: 3840, height: 1080 }), ['output.width'], /at most 1920×1080/],
  ['a film that no plan allows', withOutput({ width: 3842, height: 1080 }), ['output.width'], /At most 3840/],
  ['a rate that is no rate', withOutput({ fps: 25.5 }), ['output.fps'], /23.976/],
  ['a rate that is too high', withOutput({ fps: 120 }), ['output.fps'], /60/],
  ['an unknown quality', withOutput({ quality: 'best' }), ['output.quality'], /"high"/],
  ['an unknown output field', withOutput({ codec: 'h265' }), ['output.codec'], /no field "codec"/],
  ['a film that is too long', { ...withClip({ asset: color }), duration: 301 }, ['duration'], /at most 300 s/],
  [
    'too many clips',
    { tracks: [0, 1, 2].map(() => ({ clips: Array.from({ length: 70 }, () => ({ asset: color })) })) },
    ['tracks'],
    /210/,
  ],
]

test.each(mistakes)('%s is refused where it stands', (_, document, paths, message) => {
  const result = validateDocument(document)
  if (result.ok) throw new Error('it was accepted')
  expect(result.issues.map((issue) => issue.path.join('.')).sort()).toEqual([...paths].sort())
  expect(result.issues.map((issue) => issue.message).join(' ')).toMatch(message)
})

test('the smallest document gets its defaults', () => {
  expect(validateDocument(withClip({ asset: { type: 'text', text: 'Hi' } }))).toEqual({
    ok: true,
    document: {
      mode: 'tracks',
      output: { format: 'mp4', width: 1280, height: 720, fps: 25, quality: 'medium' },
      background: '#000000',
      tracks: [
        {
          parentDurationDecider: false,
          clips: [
            {
              asset: {
                type: 'text',
                text: 'Hi',
                fontFamily: 'DejaVu Sans',
                fontSize: 48,
                fontWeight: 400,
                color: '#ffffff',
                align: 'center',
              },
              start: 'auto',
              length: 'auto',
            },
          ],
        },
      ],
    },
  })
})

test.each([
  [1920, 1080],
  [1080, 1920],
  [1080, 1080],
  [16, 16],
])('a film of %i×%i is allowed', (width, height) => {
  expect(validateDocument(withOutput({ width, height })).ok).toBe(true)
})

test('sources are listed in order with the place that names them', () => {
  const document = renderDocumentSchema.parse({
    tracks: [
      { clips: [{ asset: image }, { asset: color }] },
      { clips: [{ asset: { type: 'audio', src: 'https://e.org/a.mp3' } }, { asset: { type: 'video', src: 'ast_1' } }] },
      { clips: [{ asset: { type: 'caption', text: srt } }, { asset: { type: 'caption', src: 'ast_2' } }] },
    ],
  })
  expect(collectSources(document)).toEqual([
    { src: 'ast_1', path: ['tracks', 0, 'clips', 0, 'asset', 'src'], types: ['image'] },
    { src: 'https://e.org/a.mp3', path: ['tracks', 1, 'clips', 0, 'asset', 'src'], types: ['audio', 'video'] },
    { src: 'ast_1', path: ['tracks', 1, 'clips', 1, 'asset', 'src'], types: ['video'] },
    { src: 'ast_2', path: ['tracks', 2, 'clips', 1, 'asset', 'src'], types: ['caption'] },
  ])
})

test('the document has a JSON Schema in which every field is described', () => {
  const schema = z.toJSONSchema(renderDocumentSchema, { io: 'input' })
  const bare: string[] = []
  const walk = (node: unknown, path: string) => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties') {
        for (const [field, property] of Object.entries(
          value as Record<string, { description?: string; const?: unknown }>,
        )) {
          if (!property.description && property.const === undefined) bare.push(`${path}.${field}`)
          walk(property, `${path}.${field}`)
        }
      } else walk(value, path)
    }
  }
  walk(schema, '')
  // An asset is described by its own fields.
  expect(bare.filter((path) => !path.endsWith('.asset'))).toEqual([])
})

test.each([
  [3840, 2160, true],
  [2160, 3840, true],
  [2160, 2160, true],
  [3840, 2162, false],
])('of a plan that allows 4K, a film of %i×%i is allowed: %s', (width, height, allowed) => {
  expect(validateDocument(withOutput({ width, height }), { ...defaultLimits, maxSide: 3840 }).ok).toBe(allowed)
})
