/** `total` in `count` whole shares that differ by at most one and sum to it exactly; the first are the larger. */
export function shareCost(total: number, count: number): number[] {
  const base = Math.floor(total / count)
  const left = total - base * count
  return Array.from({ length: count }, (_, index) => base + (index < left ? 1 : 0))
}
