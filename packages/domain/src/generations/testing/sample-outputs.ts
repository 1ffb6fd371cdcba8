import { readFile } from 'node:fs/promises'
import type { Output } from '@cronicl/providers'
import type { MediaTools } from '@cronicl/render'
import { makeTestMedia } from '@cronicl/render/testing'
import sharp from 'sharp'
import type { GenerationHouse } from './open-generation-house.ts'
import type { Work } from './scripted-provider.ts'

/** A small PNG; other words, other pixels. */
export async function picture(words: string): Promise<Uint8Array> {
  const bytes = Buffer.from(words.padEnd(48, '.'))
  const raw = Buffer.alloc(32 * 32 * 3, bytes)
  return sharp(raw, { raw: { width: 32, height: 32, channels: 3 } })
    .png()
    .toBuffer()
}

/** Answers with bytes, one picture for each that was asked for. */
export async function bytesOf(work: Work): Promise<Output[]> {
  const count = work.request.kind === 'image' ? work.request.count : 1
  return Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      bytes: await picture(`${work.externalId} ${index}`),
      mimeType: 'image/png',
    })),
  )
}

/** Answers with addresses that the house's web serves. */
export function addressesOn(house: GenerationHouse): (work: Work) => Promise<Output[]> {
  return async (work) => {
    const made = await bytesOf(work)
    return made.map((output, index) => {
      const url = `https://a.outputs.test/${work.externalId}/${index}.png`
      if ('bytes' in output) house.web.set(url, output.bytes)
      return { url }
    })
  }
}

/** A film of a second. */
export async function film(tools: MediaTools): Promise<Uint8Array> {
  await using media = await makeTestMedia(tools)
  return readFile(await media.video('film.mp4', { seconds: 1, widthPx: 160, heightPx: 90 }))
}
