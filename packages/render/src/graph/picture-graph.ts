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
  const inputs: PictureInput[] = []
  const base = [
    ...paint(timeline.background, timeline, rate, 'yuv420p'),
    ...repeatFrame(window.toFrame - window.fromFrame, rate, 0),
  ]
  const chains = [chain([], base, 'base')]
  let under = 'base'
  picturesIn(timeline.pictures, window).forEach((clip, i) => {
    const part = pictureChains(clip, { window, rate, input: inputs.length, label: `p${i}` })
    if (part.input) inputs.push(part.input)
    chains.push(
      ...part.chains,
      chain([under, `p${i}`], [overlayFilter(clip, { rate, fromFrame: window.fromFrame })], `v${i}`),
    )
    under = `v${i}`
  })
  chains.push(chain([under], [filter('format', { pix_fmts: 'yuv420p' })], 'film'))
  return { inputs, graph: graphOf(chains), output: 'film' }
}
