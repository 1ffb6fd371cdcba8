/** One byte for each pixel, row by row; 255 is wholly there. */
export interface Mask {
  data: Uint8Array
  width: number
  height: number
}

/**
 * The mask grown by `widthPx` in every direction, with smooth edges: each pixel by its exact distance from the mask
 * (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, 2012).
 */
export function grownMask({ data, width, height }: Mask, widthPx: number): Mask {
  const squares = new Float64Array(data.length)
  // A pixel that is partly there is that much nearer to the edge that runs through it.
  for (let i = 0; i < data.length; i++) squares[i] = data[i] === 0 ? far : (1 - (data[i] as number) / 255) ** 2
  for (let x = 0; x < width; x++) transform(squares, { offset: x, stride: width, length: height })
  for (let y = 0; y < height; y++) transform(squares, { offset: y * width, stride: 1, length: width })
  const grown = Uint8Array.from(squares, (square) => 255 * Math.min(1, Math.max(0, widthPx + 1 - Math.sqrt(square))))
  return { data: grown, width, height }
}

/** Beyond any picture. */
const far = 1e12

interface Row {
  offset: number
  stride: number
  length: number
}

/** The least of `values[j] + (i − j)²` for each place of one row or column, in its place. */
function transform(values: Float64Array, { offset, stride, length }: Row): void {
  const own = Float64Array.from({ length }, (_, i) => values[offset + i * stride] as number)
  const roots = new Int32Array(length)
  const bounds = new Float64Array(length + 1)
  const at = (i: number) => own[i] as number
  const meet = (a: number, b: number) => (at(a) + a * a - at(b) - b * b) / (2 * (a - b))
  let last = 0
  bounds[0] = -Infinity
  bounds[1] = Infinity
  for (let i = 1; i < length; i++) {
    let bound = meet(i, roots[last] as number)
    while (last > 0 && bound <= (bounds[last] as number)) bound = meet(i, roots[--last] as number)
    roots[++last] = i
    bounds[last] = bound
    bounds[last + 1] = Infinity
  }
  for (let i = 0, k = 0; i < length; i++) {
    while ((bounds[k + 1] as number) < i) k++
    const root = roots[k] as number
    values[offset + i * stride] = at(root) + (i - root) ** 2
  }
}
