import type { MotionSpec } from '../spec/motion.ts'
import type { Motion, View } from './timeline.ts'

const presetScale = 1.2
const centre = { x: 0.5, y: 0.5, scale: 1 }

/** The camera's first and last view. Each is moved inside the picture, so that no edge is ever seen. */
export function cameraOf(spec: MotionSpec): Motion {
  const [from, to] = ends(spec)
  return { from: viewOf(from), to: viewOf(to) }
}

/** How much larger than on the film a still is drawn, so that it stays sharp where the camera is closest. */
export function supersampleOf(motion: Motion | null): number {
  if (!motion) return 1
  const closest = 1 / Math.min(motion.from.size, motion.to.size)
  return closest <= 1.3 ? 1 : closest <= 2 ? 1.5 : 2
}

function ends(spec: MotionSpec): [typeof centre, typeof centre] {
  const close = { ...centre, scale: presetScale }
  switch (spec.type) {
    case 'kenBurns':
      return [spec.from, spec.to]
    case 'zoomIn':
      return [centre, close]
    case 'zoomOut':
      return [close, centre]
    case 'panLeft':
      return [
        { ...close, x: 1 },
        { ...close, x: 0 },
      ]
    case 'panRight':
      return [
        { ...close, x: 0 },
        { ...close, x: 1 },
      ]
  }
}

function viewOf({ x, y, scale }: typeof centre): View {
  const size = 1 / scale
  const inside = (middle: number) => Math.min(Math.max(middle - size / 2, 0), 1 - size)
  return { left: inside(x), top: inside(y), size }
}
