import type { Asset } from '@cronicl/client'

/** An asset of the library for tests; `id` also names it. */
export function makeAsset(id: string, more: Partial<Asset> = {}): Asset {
  return {
    id,
    type: 'image',
    status: 'ready',
    visibility: 'private',
    source: 'upload',
    mimeType: 'image/jpeg',
    title: `Title of ${id}`,
    description: '',
    tags: [],
    sizeBytes: 1_000,
    widthPx: 1600,
    heightPx: 900,
    durationMs: null,
    checksum: null,
    thumbhash: null,
    jobId: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    variants: {},
    ...more,
  }
}

export function makeVideo(id: string, seconds: number): Asset {
  return makeAsset(id, { type: 'video', mimeType: 'video/mp4', durationMs: seconds * 1_000 })
}

export function makeSong(seconds: number): Asset {
  return makeAsset('song', {
    type: 'audio',
    mimeType: 'audio/mpeg',
    widthPx: null,
    heightPx: null,
    durationMs: seconds * 1_000,
  })
}
