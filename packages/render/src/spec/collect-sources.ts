import { elementOf } from '../elements/registry.ts'
import type { RenderDocument } from './document.ts'

export interface SourceUse {
  /** Asset id or URL, as written. */
  src: string
  path: (string | number)[]
  type: 'image' | 'video' | 'audio'
}

/** Every file that the document names, in order of appearance; a source used twice is listed twice. */
export function collectSources(document: RenderDocument): SourceUse[] {
  return document.tracks.flatMap((track, t) =>
    track.clips.flatMap(({ asset }, c): SourceUse[] => {
      const type = elementOf(asset).media
      return type && 'src' in asset ? [{ src: asset.src, path: ['tracks', t, 'clips', c, 'asset', 'src'], type }] : []
    }),
  )
}
