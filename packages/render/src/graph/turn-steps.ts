import { turnMarginPx } from '../plan/turn.ts'
import { apart } from './alpha.ts'
import { formatNumber } from './escape.ts'
import { filter } from './filter.ts'
import type { Step } from './line.ts'

/** A picture with alpha, turned clockwise around its centre in a box that holds all of it, with transparent corners. */
export function turnSteps(degrees: number): Step[] {
  if (degrees === 0) return []
  if (degrees === 90) return [filter('transpose', { dir: 'clock' })]
  if (degrees === 180) return [filter('hflip'), filter('vflip')]
  if (degrees === 270) return [filter('transpose', { dir: 'cclock' })]
  const m = turnMarginPx
  const pad = filter('pad', { w: `iw+${2 * m}`, h: `ih+${2 * m}`, x: m, y: m, color: 'black@0' })
  // The edge's own colours go on beyond it, so that only its alpha becomes less there.
  const smear = filter('fillborders', { left: m, right: m, top: m, bottom: m, mode: 'smear' })
  const angle = (degrees * Math.PI) / 180
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)].map((value) => formatNumber(Math.abs(value)))
  const even = (size: string) => `2*ceil((${size})/2)`
  const turn = filter('rotate', {
    angle: formatNumber(angle),
    out_w: even(`iw*${cos}+ih*${sin}`),
    out_h: even(`iw*${sin}+ih*${cos}`),
    fillcolor: 'black@0',
  })
  return [apart([pad, smear], [pad]), turn]
}
