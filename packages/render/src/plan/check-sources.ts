import type { Issue } from '@cronicl/core'
import { elementOf, sourceOf } from '../elements/registry.ts'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import type { Clip } from '../spec/clip.ts'
import type { TracksDocument } from '../spec/document.ts'
import { toUs } from './rational.ts'
import { ownLengthUs } from './schedule.ts'
import type { Size } from './timeline.ts'

/** Whether every clip can be made of the file that it names, and what its element has against it. */
export function checkSources(document: TracksDocument, facts: ReadonlyMap<string, MediaFacts>): Issue[] {
  const film = { widthPx: document.output.width, heightPx: document.output.height }
  return document.tracks.flatMap((track, t) =>
    track.clips.flatMap((clip, c) => {
      const path = ['tracks', t, 'clips', c]
      return checkClip(clip, film, facts).map((issue) => ({ ...issue, path: [...path, ...issue.path] }))
    }),
  )
}

function checkClip(clip: Clip, film: Size, facts: ReadonlyMap<string, MediaFacts>): Issue[] {
  const { asset } = clip
  const element = elementOf(asset)
  const src = sourceOf(asset)
  const of = src === undefined ? undefined : facts.get(src)
  const srcPath = ['asset', 'src']
  if (src !== undefined && !of) return [{ path: srcPath, message: 'The source could not be read.' }]
  const refusal = of && element.refuse?.(of)
  if (refusal) return [{ path: srcPath, message: `The source ${refusal}.` }]
  const objection = element.objection?.(clip, { film, facts: of ?? null })
  if (objection)
    return [
      {
        path: src !== undefined ? srcPath : ['asset'],
        message: `The ${src !== undefined ? 'source' : asset.type} ${objection}.`,
      },
    ]
  const own = ownLengthUs(clip, facts)
  if (element.ownLengthUs && own === null && clip.length === 'auto') {
    return [{ path: ['length'], message: 'The source does not tell its length: give one in seconds.' }]
  }
  if (own !== null && toUs(clip.trim ?? 0) >= own) {
    return [{ path: ['trim'], message: `trim leaves nothing: the source lasts ${own / 1e6} s.` }]
  }
  return []
}
