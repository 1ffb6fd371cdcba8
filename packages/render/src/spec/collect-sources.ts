import { elementOf, sourceOf } from '../elements/registry.ts'
import type { RenderDocument } from './document.ts'

export interface SourceUse {
  /** Asset id or URL, as written. */
  src: string
  path: (string | number)[]
  /** What it may be. */
  types: readonly ('image' | 'video' | 'audio' | 'caption')[]
}

/** A video is heard as well. */
const soundTypes = ['audio', 'video'] as const

/** Every file that the document names, in order of appearance; a source used twice is listed twice. */
export function collectSources(document: RenderDocument): SourceUse[] {
  const backgrounds = (document.backgrounds ?? []).map(
    ({ src }, i): SourceUse => ({ src, path: ['backgrounds', i, 'src'], types: ['image', 'video'] }),
  )
  const sounds = (document.audio ?? []).map(
    ({ src }, i): SourceUse => ({ src, path: ['audio', i, 'src'], types: soundTypes }),
  )
  const clips = (document.tracks ?? []).flatMap((track, t) =>
    track.clips.flatMap(({ asset }, c): SourceUse[] => {
      const type = elementOf(asset).media
      const src = sourceOf(asset)
      if (!type || src === undefined) return []
      const types = type === 'audio' ? soundTypes : [type]
      return [{ src, path: ['tracks', t, 'clips', c, 'asset', 'src'], types }]
    }),
  )
  return [...backgrounds, ...sounds, ...clips]
}
