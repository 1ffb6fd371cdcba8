import { mkdtemp } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { MediaTools } from '../ffmpeg/tools.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'
import { diskSegments } from './disk-segments.ts'

const suite = mediaSuite()

/** Everything that could differ: decoding, scaling, blur, a camera, text, fades, a still and a mix. */
async function document(): Promise<RenderDocumentInput> {
  const { media } = suite
  const video = await media.video('shot.mp4', { seconds: 2, fps: '30', toneHz: 330, widthPx: 320, heightPx: 180 })
  const photo = await media.image('photo.jpg', { color: '#884422', rightColor: '#2244aa' })
  const music = await media.audio('music.mp3', { seconds: 6 })
  return {
    output: { width: 192, height: 108, fps: 25, loudness: 'podcast' },
    tracks: [
      {
        speech: true,
        clips: [
          { asset: { type: 'video', src: video }, fit: 'contain-blur', fadeOut: 0.4 },
          {
            asset: { type: 'image', src: photo },
            length: 2,
            motion: { type: 'zoomIn' },
            effects: [{ type: 'blur', radius: 3 }],
          },
          { asset: { type: 'image', src: photo }, length: 2 },
        ],
      },
      { clips: [{ asset: { type: 'text', text: 'again' }, length: 1.5, fadeIn: 0.5 }] },
      { duck: true, clips: [{ asset: { type: 'audio', src: music }, length: 'end' }] },
    ],
  }
}

/** FFmpeg as on a machine with one core. */
function onOneCore(tools: MediaTools): MediaTools {
  return { ...tools, launcher: [...(tools.launcher ?? []), 'taskset', '--cpu-list', '0'] }
}

test('the same document gives the same packets: again, with a store, from that store, and on one core', async () => {
  const film = await document()
  const dir = await mkdtemp(`${suite.media.dir}/segments-`)
  const store = diskSegments({ dir, maxBytes: 100_000_000 })
  await using first = await renderFilm(suite.tools, film)
  const packets = await first.packets()
  expect(packets.length).toBeGreaterThan(first.timeline.frames)
  expect(first.counts.stills).toBeGreaterThan(0)
  await using again = await renderFilm(suite.tools, film)
  expect(await again.packets()).toEqual(packets)
  await using kept = await renderFilm(suite.tools, film, store)
  expect(kept.counts.encoded).toBeGreaterThan(0)
  expect(await kept.packets()).toEqual(packets)
  await using found = await renderFilm(suite.tools, film, store)
  expect(found.counts.encoded).toBe(0)
  expect(await found.packets()).toEqual(packets)
  await using alone = await renderFilm(onOneCore(suite.tools), film)
  expect(await alone.packets()).toEqual(packets)
})

test('a WebM is the same again, and on one core', async () => {
  const film = await document()
  const webm = { ...film, output: { ...film.output, format: 'webm' as const }, duration: 2 }
  await using first = await renderFilm(suite.tools, webm)
  await using alone = await renderFilm(onOneCore(suite.tools), webm)
  expect(await alone.packets()).toEqual(await first.packets())
})
