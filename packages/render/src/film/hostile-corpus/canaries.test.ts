import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { captionFacts } from '../../captions/caption-facts.ts'
import { extractFrame } from '../../ffmpeg/extract-frame.ts'
import { corpusOutput, refusalsOf } from '../../testing/corpus.ts'
import { mediaSuite } from '../../testing/media-suite.ts'
import { type Canaries, openCanaries } from '../../testing/open-canaries.ts'
import { renderFilm } from '../../testing/render-film.ts'

const suite = mediaSuite()
let canaries: Canaries
beforeAll(async () => {
  canaries = await openCanaries(suite.media.dir)
})
afterAll(() => canaries[Symbol.asyncDispose]())

const film = (clip: object) => ({ output: corpusOutput, tracks: [{ clips: [clip] }] })
const hls = (...lines: string[]) => ['#EXTM3U', '#EXT-X-TARGETDURATION:1', ...lines, '#EXT-X-ENDLIST', ''].join('\n')
const svg = (inside: string, head = '') =>
  `<?xml version="1.0"?>${head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="99" height="99">${inside}</svg>`

/** Files that point elsewhere, by what they are called. */
const pointers: [what: string, name: string, content: (target: string) => string][] = [
  ['an HLS playlist', 'hls.mp4', (target) => hls('#EXTINF:1,', target)],
  [
    'an HLS playlist with a key',
    'key.ts',
    (target) => hls(`#EXT-X-KEY:METHOD=AES-128,URI="${target}"`, '#EXTINF:1,', target),
  ],
  ['an HLS playlist with a map', 'map.m4s', (target) => hls(`#EXT-X-MAP:URI="${target}"`, '#EXTINF:1,', target)],
  ['an HLS playlist that joins protocols', 'join.mp4', (target) => hls('#EXTINF:1,', `concat:${target}|${target}`)],
  ['a list of files', 'list.mp4', (target) => `ffconcat version 1.0\nfile '${target}'\n`],
  [
    'a list of files that says it is safe',
    'safe.mkv',
    (target) => `ffconcat version 1.0\nfile ${target}\noption safe 0\n`,
  ],
  [
    'a DASH manifest',
    'dash.webm',
    (target) =>
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet><Representation id="1"><BaseURL>${target}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
  ],
  [
    'a description of a session',
    'session.mp4',
    (target) => `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nu=${target}\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n`,
  ],
  ['a Windows reference', 'reference.asf', (target) => `[Reference]\nRef1=${target}\n`],
  [
    'a drawing with a picture',
    'image.png',
    (target) => svg(`<image href="${target}" xlink:href="${target}" width="9" height="9"/>`),
  ],
  [
    'a drawing with an entity',
    'entity.jpg',
    (target) => svg('<text>&x;</text>', `<!DOCTYPE svg [<!ENTITY x SYSTEM "${target}">]>`),
  ],
  [
    'a drawing with a style',
    'style.webp',
    (target) => svg(`<style>@import url("${target}"); @font-face{font-family:a;src:url("${target}")}</style>`),
  ],
  [
    'a drawing with an inclusion',
    'include.gif',
    (target) => svg(`<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${target}" parse="text"/>`),
  ],
]

test.each(pointers)('%s leads nowhere', async (_, name, content) => {
  const { tools, media } = suite
  for (const target of [canaries.path, 'canary.mp4', `file://${canaries.path}`, canaries.url]) {
    const src = join(media.dir, name)
    await writeFile(src, content(target))
    const issues = await refusalsOf(tools, film({ asset: { type: 'video', src } }))
    expect(issues.map(({ path }) => path)).toEqual([['tracks', 0, 'clips', 0, 'asset', 'src']])
    const frame = extractFrame(tools, { input: src, atMs: 0, output: `${src}.out.png` })
    await expect(frame).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
  }
  expect(canaries.touched).toEqual([])
})

test('no drawing is opened from a file, whoever asks', async () => {
  const src = join(suite.media.dir, 'any.svg')
  await writeFile(src, svg(`<style>@import url("canary.mp4");</style>`))
  await expect(sharp(src).metadata()).rejects.toThrow()
  expect(canaries.touched).toEqual([])
})

test('words that are filters, markup or paths are words', async () => {
  const { tools } = suite
  const { path, url } = canaries
  const texts = [
    `':textfile=${path}:x=0`,
    `%{pts}\\,movie=${path}[a];[in]subtitles=${path}`,
    `<span font_desc="url(${url})">&lt;</span><img src="${url}"/>`,
    `{\\fn${path}\\p1}m 0 0 l 9 9{\\p0}`,
  ]
  for (const text of texts) {
    const asset = { type: 'text' as const, text, fontSize: 10, color: '#00cc00' }
    await using drawn = await renderFilm(tools, film({ asset, length: 0.2 }) as Parameters<typeof renderFilm>[1])
    const frame = await drawn.frame(2)
    const cells = Array.from({ length: 160 * 90 }, (_, i) => frame((i % 160) / 160, Math.floor(i / 160) / 90))
    expect(cells.filter(({ r, g, b }) => g > 90 && g > 2 * r && g > 2 * b).length, text).toBeGreaterThan(60)
  }
  expect(canaries.touched).toEqual([])
})

test('captions with styles and overrides are drawn, and fetch nothing', async () => {
  const { tools, media } = suite
  const src = join(media.dir, 'captions.srt')
  const lines = [
    `<font face="${canaries.path}" src="${canaries.url}">{\\fn${canaries.path}}Hello</font>`,
    `<v ${canaries.url}>there`,
  ]
  await writeFile(src, `1\n00:00:00,000 --> 00:00:00,200\n${lines.join('\n')}\n`)
  expect(captionFacts(await readFile(src, 'utf8'))).toMatchObject({ ok: true })
  await using drawn = await renderFilm(
    tools,
    film({ asset: { type: 'caption', src, fontSize: 12 } }) as Parameters<typeof renderFilm>[1],
  )
  expect(drawn.facts.video?.frameCount).toBe(5)
  expect(canaries.touched).toEqual([])
})

test('a font is a name: whatever else is refused at its place', async () => {
  const text = (fontFamily: string) => ({ asset: { type: 'text', text: 'Hello', fontFamily }, length: 1 })
  const names = [
    canaries.path,
    canaries.url,
    'Arial, Sans',
    "Arial':textfile=/etc/hostname",
    '@evil',
    'a\nb',
    '#x=1',
    '',
  ]
  for (const name of names) {
    const issues = await refusalsOf(suite.tools, film(text(name)))
    expect(issues.map(({ path }) => path)).toEqual([['tracks', 0, 'clips', 0, 'asset', 'fontFamily']])
  }
  expect(canaries.touched).toEqual([])
})

test('the canaries sing when they are touched', async () => {
  await using own = await openCanaries(await mkdtemp(join(suite.media.dir, 'nest-')))
  await readFile(own.path)
  await fetch(own.url)
  expect(own.touched.toSorted()).toEqual(['file', 'server'])
})
