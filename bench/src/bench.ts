/** One measured number, beside what it is compared with in the same run. */
export interface Figure {
  value: number
  unit: string
  /** The plain way of doing the same, on the same machine at the same time; null where there is none. */
  baseline: number | null
}

export interface Bench {
  /** What `--only` names it by; its figures begin with it. */
  name: string
  /** Measures, telling `say` what it is at. Leaves nothing behind. */
  run(say: (line: string) => void): Promise<Record<string, Figure>>
}

/** The value below which the share `p` (0–1) of `values` lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN
}
