import type { Clip } from './clip.ts'
import type { RenderDocument } from './document.ts'
import type { Effect } from './effects.ts'

/** How much smaller a draft is on each side. */
const smaller = 0.5
const maxFps = 15
/** How wide a text is that does not say, as a part of the film. */
const usualWidth = 0.9

/**
 * The document as its draft: half as wide and half as high, at most 15 frames a second. Everything that is counted in
 * pixels shrinks with the film, so that the draft looks as the film will. A document of another profile stays as it is.
 */
export function draftDocument(document: RenderDocument): RenderDocument {
  const { output, tracks } = document
  if (output.profile !== 'draft') return document
  return {
    ...document,
    output: {
      ...output,
      width: half(output.width),
      height: half(output.height),
      fps: Math.min(output.fps, maxFps),
    },
    ...(tracks && {
      tracks: tracks.map((track) => ({ ...track, clips: track.clips.map((clip) => draftClip(clip, output.width)) })),
    }),
  }
}

/** Even, and never nothing. */
function half(px: number): number {
  return Math.max(16, 2 * Math.round((px * smaller) / 2))
}

function draftClip(clip: Clip, filmWidth: number): Clip {
  const { asset, effects, scale = 1 } = clip
  const isText = 'fontSize' in asset
  return {
    ...clip,
    // A text is as wide as it says; without a word, as the film allows, which is narrower by now.
    ...(isText && { asset: { ...asset, maxWidth: asset.maxWidth ?? filmWidth * usualWidth } }),
    ...((isText || clip.fit === 'none') && { scale: scale * smaller }),
    ...(effects && { effects: effects.map(draftEffect) }),
  }
}

function draftEffect(effect: Effect): Effect {
  return effect.type === 'blur' ? { ...effect, radius: effect.radius * smaller } : effect
}
