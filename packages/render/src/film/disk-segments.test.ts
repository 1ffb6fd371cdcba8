import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RenderDocumentInput } from '../spec/document.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'
import { diskSegments } from './disk-segments.ts'

const suite = mediaSuite()
const keyOf = (n: number) => n.toString(16).padStart(64, '0')

async function folder() {
  const dir = await mkdtemp(join(tmpdir(), 'cronicl-segments-'))
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

test('a segment that is kept is found again, by its key alone', async () => {
  await using work = await folder()
  const store = diskSegments({ dir: join(work.dir, 'kept'), maxBytes: 1e6 })
  const [path, found] = [join(work.dir, 'a'), join(work.dir, 'b')]
  await writeFile(path, 'frames')
  expect(await store.fetch(keyOf(1), found)).toBe(false)
  await store.keep(keyOf(1), path)
  expect(await store.fetch(keyOf(1), found)).toBe(true)
  expect(await readFile(found, 'utf8')).toBe('frames')
  await expect(store.fetch('../../etc/passwd', found)).rejects.toThrow(/no key/)
})

test('what nobody asked for the longest goes first, and what is in use stays with its user', async () => {
  await using work = await folder()
  const dir = join(work.dir, 'kept')
  const store = diskSegments({ dir, maxBytes: 10_000 })
  const keep = async (n: number) => {
    const path = join(work.dir, `${n}`)
    await writeFile(path, 'x'.repeat(1_000))
    await store.keep(keyOf(n), path)
  }
  for (let n = 0; n < 10; n++) await keep(n)
  expect(await store.fetch(keyOf(0), join(work.dir, 'used'))).toBe(true)
  for (let n = 10; n < 14; n++) await keep(n)
  const names = await readdir(dir)
  expect(names.length).toBeLessThanOrEqual(10)
  expect(names).toContain(`${keyOf(13)}.mp4`)
  expect(names).toContain(`${keyOf(0)}.mp4`)
  expect(names).not.toContain(`${keyOf(1)}.mp4`)
  expect(await readFile(join(work.dir, 'used'), 'utf8')).toHaveLength(1_000)
})

test('a film of which one text has changed encodes what shows the text, and is what it would be without the store', async () => {
  await using work = await folder()
  const store = diskSegments({ dir: work.dir, maxBytes: 1e9 })
  const src = await suite.media.video('long.mp4', { seconds: 70, color: 'test', widthPx: 160, heightPx: 90, fps: '25' })
  const film = (text: string): RenderDocumentInput => ({
    output: { width: 160, height: 90, fps: 25 },
    tracks: [
      { clips: [{ asset: { type: 'video', src } }] },
      { clips: [{ asset: { type: 'text', text, fontSize: 20 }, start: 31, length: 3 }] },
    ],
  })
  await using first = await renderFilm(suite.tools, film('one'), store)
  expect(first.counts).toMatchObject({ cached: 0, encodedFrames: 70 * 25 })
  await using second = await renderFilm(suite.tools, film('two'), store)
  // From the cut before the text to its end.
  expect(second.counts).toMatchObject({ encoded: 1, encodedFrames: 4 * 25 })
  await using fresh = await renderFilm(suite.tools, film('two'))
  expect(await second.packets()).toEqual(await fresh.packets())
  await using again = await renderFilm(suite.tools, film('one'), store)
  expect(again.counts).toMatchObject({ encoded: 0, encodedFrames: 0 })
  expect(await again.packets()).toEqual(await first.packets())
})

test('a kept segment that does not fit is not used: the film is encoded in one piece, and says so', async () => {
  const other = await suite.media.ffmpeg('other.mp4', [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=25', '-frames:v', '50', '-c:v', 'libx264', '-profile:v', 'baseline'],
    ...['-pix_fmt', 'yuv420p', '-video_track_timescale', '25000'],
  ])
  const film: RenderDocumentInput = {
    output: { width: 160, height: 90, fps: 25 },
    tracks: [
      { clips: [{ asset: { type: 'color', color: '#cc0000' } }, { asset: { type: 'color', color: '#0000cc' } }] },
    ],
  }
  let fetched = 0
  const store = {
    // Only the first is wrong: two pieces alike would be one film.
    fetch: async (_key: string, path: string) => {
      if (fetched++ > 0) return false
      await copyFile(other, path)
      return true
    },
    keep: async () => {},
  }
  await using made = await renderFilm(suite.tools, film, store)
  expect(made.counts).toMatchObject({ fallbacks: 1, encodedFrames: 250 })
  expect(made.facts.video?.frameCount).toBe(250)
  expect((await made.frame(20))(0.5, 0.5).r).toBeGreaterThan(150)
  expect((await made.frame(200))(0.5, 0.5).b).toBeGreaterThan(150)
})
