import { expect, test } from 'vitest'
import { elements } from '../elements/registry.ts'
import { resolveDocument } from '../plan/resolve-document.ts'
import { planSoundSegments } from '../plan/sound-segments.ts'
import type { Timeline } from '../plan/timeline.ts'
import type { ClipInput } from '../spec/clip.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { validateDocument } from '../spec/validate-document.ts'
import { audioFacts, imageFacts, videoFacts } from '../testing/sample-facts.ts'
import { pictureGraph } from './picture-graph.ts'
import { soundGraph } from './sound-graph.ts'

type Clip = ClipInput

const facts = new Map([
  ['photo', imageFacts()],
  ['logo', imageFacts(200, 100, { hasAlpha: true })],
  ['gif', imageFacts(64, 64, { isStill: false, pixelFormat: 'bgra', hasAlpha: true })],
  ['phone', videoFacts(6000, { widthPx: 1080, heightPx: 1920, rotation: 90, colorMatrix: 'bt709' })],
  ['hdr', videoFacts(6000, { widthPx: 3840, heightPx: 2160, colorMatrix: 'bt2020nc', colorTransfer: 'arib-std-b67' })],
  ['alpha', videoFacts(3000, { codec: 'vp9', widthPx: 640, heightPx: 360, hasAlpha: true }, null)],
  ['song', audioFacts(41_038)],
  ['voice', audioFacts(3000, { channels: 1, sampleRateHz: 22_050 })],
])

function resolve(document: RenderDocumentInput): Timeline {
  const read = validateDocument(document)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  const resolved = resolveDocument(read.document, facts)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues))
  return resolved.timeline
}

/** Inputs and graphs as they would be given to FFmpeg, without a path in them. */
function textOf(timeline: Timeline, fromFrame = 0): string {
  const picture = pictureGraph(timeline, { fromFrame, toFrame: timeline.frames })
  const [segment] = planSoundSegments(timeline)
  if (!segment) throw new Error('a film has sound')
  const sound = soundGraph(segment)
  const inputs = (list: readonly unknown[]) => list.map((input) => `# ${JSON.stringify(input)}\n`).join('')
  return `${inputs(picture.inputs)}${picture.graph}\n\n${inputs(sound.inputs)}${sound.graph}\n`
}

const one = (...clips: Clip[]): RenderDocumentInput => ({ output: { fps: 25 }, tracks: [{ clips }] })

/** One document for every element, so that no element is without a fixture. */
const byElement: Record<(typeof elements)[number]['type'], RenderDocumentInput> = {
  image: one(
    { asset: { type: 'image', src: 'photo' }, fadeIn: 1, motion: { type: 'panLeft' } },
    {
      asset: { type: 'image', src: 'logo' },
      fit: 'none',
      position: 'top-right',
      offset: { x: -0.02, y: 0.02 },
      opacity: 0.8,
    },
  ),
  video: one({ asset: { type: 'video', src: 'phone', volume: 0.5 }, trim: 1.5, fadeOut: 0.5 }),
  audio: one(
    { asset: { type: 'audio', src: 'song' }, length: 10, trim: 2, fadeIn: 1, fadeOut: 3 },
    { asset: { type: 'audio', src: 'voice' }, speed: 0.4, volume: 1.5 },
  ),
  text: one({
    asset: { type: 'text', text: 'a:b[c]', fontWeight: 'bold', background: '#00000080' },
    position: 'bottom',
    offset: { x: 0, y: -0.1 },
    scale: 2,
  }),
  caption: one({
    asset: {
      type: 'caption',
      text: 'WEBVTT\n\n00:00.500 --> 00:02.000\nSing <00:01.000>along',
      highlight: '#FFCC00',
    },
  }),
  color: one({ asset: { type: 'color', color: '#FF8800' }, scale: 0.25, position: 'left', opacity: 0.5, fadeIn: 0.2 }),
}

test.each(elements.map(({ type }) => type))('element %s compiles to its fixture', async (type) => {
  await expect(textOf(resolve(byElement[type]))).toMatchFileSnapshot(`__fixtures__/element-${type}.txt`)
})

const layered: RenderDocumentInput = {
  output: { width: 1080, height: 1920, fps: 29.97 },
  background: '#203040',
  tracks: [
    { clips: [{ asset: { type: 'video', src: 'hdr' }, fit: 'contain-blur', length: 8, motion: { type: 'zoomOut' } }] },
    {
      clips: [
        { asset: { type: 'video', src: 'alpha' }, speed: 2, start: 1 },
        { asset: { type: 'image', src: 'gif' }, length: 'end' },
      ],
    },
    {
      clips: [
        {
          asset: { type: 'image', src: 'photo' },
          start: 2,
          length: 6,
          motion: { type: 'kenBurns', to: { x: 1, y: 0, scale: 2 } },
        },
      ],
    },
  ],
}

test('a film of layers compiles to its fixture, whole and from its middle', async () => {
  const timeline = resolve(layered)
  await expect(textOf(timeline)).toMatchFileSnapshot('__fixtures__/layers-whole.txt')
  await expect(textOf(timeline, 200)).toMatchFileSnapshot('__fixtures__/layers-from-frame-200.txt')
})

test('no text, path or URL of the document stands in a graph', () => {
  const timeline = resolve(
    one({ asset: { type: 'text', text: 'SECRET', fontFamily: 'SECRET' } }, { asset: { type: 'image', src: 'photo' } }),
  )
  const { graph } = pictureGraph(timeline, { fromFrame: 0, toFrame: timeline.frames })
  expect(graph).not.toMatch(/SECRET|photo/)
})

test('a text with everything compiles to its fixture', async () => {
  const asset = {
    type: 'text',
    text: 'a',
    fontStyle: 'italic',
    lineHeight: 1.2,
    letterSpacing: -1,
    outline: {},
    shadow: { blur: 6 },
    background: '#FF0000',
    radius: 12,
  } as const
  await expect(textOf(resolve(one({ asset, scale: 0.5 })))).toMatchFileSnapshot('__fixtures__/text-styled.txt')
})

const shapes: Record<string, RenderDocumentInput> = {
  turned: one({
    asset: { type: 'image', src: 'photo' },
    crop: { left: 0.1, top: 0.25 },
    rotate: -30,
    motion: { type: 'zoomIn' },
    opacity: 0.5,
  }),
  altered: one(
    {
      asset: { type: 'video', src: 'phone' },
      crop: { right: 0.5 },
      effects: [{ type: 'blur' }, { type: 'sepia' }, { type: 'vignette' }, { type: 'mirror' }],
    },
    {
      asset: { type: 'image', src: 'logo' },
      fit: 'none',
      effects: [{ type: 'blur' }, { type: 'contrast' }, { type: 'flip' }],
    },
  ),
  transitions: one(
    { asset: { type: 'image', src: 'photo' }, transition: { out: { type: 'slideUp' } } },
    { asset: { type: 'video', src: 'phone' }, transition: { in: { type: 'circle', duration: 2 } } },
    {
      asset: { type: 'text', text: 'a' },
      transition: { in: { type: 'fade' }, out: { type: 'zoom' } },
      position: 'bottom',
      rotate: 90,
    },
    { asset: { type: 'color', color: '#ff0000' }, transition: { in: { type: 'wipeLeft' }, out: { type: 'dissolve' } } },
  ),
}

test.each(Object.keys(shapes))('clips that are %s compile to their fixture', async (name) => {
  const document = shapes[name] as RenderDocumentInput
  await expect(textOf(resolve(document))).toMatchFileSnapshot(`__fixtures__/clips-${name}.txt`)
})

test('music that gives way to speech, and a mix that is brought to its loudness, compile to their fixture', async () => {
  const { sounds, samples } = resolve({
    output: { fps: 25 },
    tracks: [
      { duck: true, clips: [{ asset: { type: 'audio', src: 'song' }, start: 1, length: 20, fadeIn: 1 }] },
      { speech: true, clips: [{ asset: { type: 'audio', src: 'voice' }, start: 5 }] },
    ],
  })
  const [segment] = planSoundSegments({ sounds, samples })
  if (!segment) throw new Error('a film has sound')
  const { inputs, graph } = soundGraph({ ...segment, master: { gain: 1.5, limited: true } })
  const text = `${inputs.map((input) => `# ${JSON.stringify(input)}\n`).join('')}${graph}\n`
  await expect(text).toMatchFileSnapshot('__fixtures__/sound-ducked.txt')
})
