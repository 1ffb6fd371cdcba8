import { expect, test } from 'vitest'
import { placeSource, placementOf } from './place.ts'

const film = { widthPx: 1280, heightPx: 720 }
const square = { widthPx: 500, heightPx: 500 }

const rect = (widthPx: number, heightPx: number, xPx = 0, yPx = 0) => ({ widthPx, heightPx, xPx, yPx })

test('cover fills the frame and crops the middle', () => {
  expect(placeSource(square, film, {})).toEqual({
    fitting: { drawn: { widthPx: 1280, heightPx: 1280 }, extract: rect(1280, 720, 0, 280), backdrop: null },
    size: film,
    placement: { anchorX: 0, anchorY: 0, xPx: 0, yPx: 0 },
  })
})

test('contain shows all of it, in the middle or at an edge', () => {
  expect(placeSource(square, film, { fit: 'contain' })).toMatchObject({
    size: { widthPx: 720, heightPx: 720 },
    placement: { xPx: 280, yPx: 0 },
  })
  expect(placeSource(square, film, { fit: 'contain', position: 'right' })).toMatchObject({
    placement: { xPx: 560, yPx: 0 },
  })
})

test('fill stretches, scale makes smaller, the offset is a fraction of the film', () => {
  const options = { fit: 'fill', scale: 0.5, position: 'top-left', offset: { x: 0.25, y: 0.5 } } as const
  expect(placeSource(square, film, options)).toMatchObject({
    size: { widthPx: 640, heightPx: 360 },
    placement: { xPx: 320, yPx: 360 },
  })
})

test('contain-blur keeps its whole box behind what it contains', () => {
  expect(placeSource(square, film, { fit: 'contain-blur' })).toMatchObject({
    fitting: { drawn: { widthPx: 720, heightPx: 720 }, extract: rect(720, 720), backdrop: film },
    size: film,
  })
})

test('what falls outside the film is cut off', () => {
  const huge = placeSource({ widthPx: 6000, heightPx: 4000 }, film, { fit: 'none' })
  expect(huge).toMatchObject({
    fitting: { drawn: { widthPx: 6000, heightPx: 4000 }, extract: rect(1280, 720, 2360, 1640) },
    size: film,
  })
  const shifted = placeSource(film, film, {
    fit: 'fill',
    scale: 0.5,
    position: 'bottom-right',
    offset: { x: 0.25, y: 0 },
  })
  expect(shifted).toMatchObject({ fitting: { extract: rect(320, 360) }, placement: { xPx: 960, yPx: 360 } })
  expect(placeSource(film, film, { offset: { x: -1, y: 0 } })).toBeNull()
})

test('every number is even, so that colours of 4:2:0 stay in place', () => {
  for (let i = 1; i < 400; i++) {
    const source = { widthPx: 37 + i * 3, heightPx: 1 + i * 5 }
    const fit = (['cover', 'contain', 'fill', 'none', 'contain-blur'] as const)[i % 5]
    const placed = placeSource(source, film, {
      fit,
      scale: 0.05 + (i % 50) / 20,
      position: (['center', 'left', 'bottom-right'] as const)[i % 3],
      offset: { x: i / 997, y: -i / 991 },
    })
    if (!placed) continue
    const { drawn, extract, backdrop } = placed.fitting
    const numbers = [
      drawn,
      extract,
      placed.size,
      backdrop ?? {},
      { x: placed.placement.xPx, y: placed.placement.yPx },
    ].flatMap(Object.values)
    expect(numbers.filter((px) => px % 2 !== 0)).toEqual([])
    expect(extract.xPx + extract.widthPx).toBeLessThanOrEqual(drawn.widthPx)
    expect(extract.yPx + extract.heightPx).toBeLessThanOrEqual(drawn.heightPx)
    expect(Math.min(extract.xPx, extract.yPx)).toBeGreaterThanOrEqual(0)
  }
})

test('what has no size yet is placed by its anchor', () => {
  expect(placementOf({ position: 'bottom-left', offset: { x: 0.1, y: -0.1 } }, film)).toEqual({
    anchorX: 0,
    anchorY: 1,
    xPx: 128,
    yPx: -72,
  })
})

test('a crop changes the shape that is fitted', () => {
  expect(placeSource(square, film, { fit: 'contain', crop: { left: 0.5, top: 0, right: 0, bottom: 0 } })).toMatchObject(
    {
      fitting: { crop: { left: 0.5, top: 0, width: 0.5, height: 1 } },
      size: { widthPx: 360, heightPx: 720 },
    },
  )
})

test('position places the box of a turned picture, and nothing of it is cut off', () => {
  const quarter = placeSource(square, film, { fit: 'fill', rotate: 90, position: 'left', offset: { x: -0.25, y: 0 } })
  expect(quarter).toMatchObject({ size: film, placement: { xPx: -320, yPx: -280 } })
  const { size, placement } = placeSource(square, film, { fit: 'none', rotate: 45, position: 'top-left' }) ?? {}
  expect(size).toEqual(square)
  expect(placement).toMatchObject({ xPx: 0, yPx: 0 })
  expect(placeSource(square, film, { fit: 'none', rotate: 45 })?.placement.xPx).toBe((1280 - 720) / 2)
  expect(placeSource(film, film, { rotate: 30, offset: { x: -2, y: 0 } })).toBeNull()
})
