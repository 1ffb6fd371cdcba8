/** How many of `count` ghost nodes explore: exactly round(count × ratio), halves up; the others are aligned. */
export function ghostSplit(count: number, explorationRatio: number): { aligned: number; exploratory: number } {
  // A ratio like 0.35 is a little less in binary: without this, 10 × 0.35 could round down.
  const exploratory = Math.round(Number((count * explorationRatio).toFixed(9)))
  return { aligned: count - exploratory, exploratory }
}
