import { hides } from '../plan/seen-pictures.ts'
import type { Timeline } from '../plan/timeline.ts'
import { picturesIn, type Window } from '../plan/windows.ts'
import { chain, filter, graphOf } from './filter.ts'
import { paint, repeatFrame } from './frames.ts'
import { overlayFilter } from './overlay-filter.ts'
import { pictureChains } from './picture-chains.ts'
import type { PictureInput } from './picture-input.ts'

export interface PictureGraph {
  inputs: PictureInput[]
  graph: string
  /** Label of the finished picture. */
  output: string
}

/** The pictures of a window of the film, laid over each other from the bottom to the top. Pure. */
export function pictureGraph(timeline: Timeline, window: Window): PictureGraph {
  const { rate } = timeline
  const frames = window.toFrame - window.fromFrame
  const inputs: PictureInput[] = []
  const chains: string[] = []
  let under: string | null = null
  picturesIn(timeline.pictures, window).forEach((clip, i) => {
    const label = `p${i}`
    // What fills the frame throughout is the ground for the others, and is laid over nothing.
    const ground =
      i === 0 && hides({ ...clip, startFrame: clip.startFrame - window.fromFrame }, { ...timeline, frames })
    const part = pictureChains(clip, { window, rate, input: inputs.length, label, opaque: ground })
    if (part.input) inputs.push(part.input)
    if (under === null && !ground) chains.push(paintedGround(timeline, frames))
    chains.push(...part.chains)
    if (!ground) {
      const laid = overlayFilter(clip, { rate, fromFrame: window.fromFrame })
      chains.push(chain([under ?? 'base', label], [laid], `v${i}`))
    }
    under = ground ? label : `v${i}`
  })
  if (under === null) chains.push(paintedGround(timeline, frames))
  // Whatever the ground's own pixels were: every segment is set up for the decoder alike.
  const alike = [filter('format', { pix_fmts: 'yuv420p' }), filter('setsar', { sar: 1 })]
  chains.push(chain([under ?? 'base'], alike, 'film'))
  return { inputs, graph: graphOf(chains), output: 'film' }
}

function paintedGround(timeline: Timeline, frames: number): string {
  const { rate, background } = timeline
  return chain([], [...paint(background, timeline, rate, 'yuv420p'), ...repeatFrame(frames, rate, 0)], 'base')
}
