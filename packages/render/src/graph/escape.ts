/**
 * The only place where a value is made safe for a filter graph. A value is read twice: as an option of its filter, where
 * `\`, `'` and `:` mean something, and before that as part of the graph, where `\`, `'`, `[`, `]`, `,` and `;` do.
 */
export function escapeValue(value: string): string {
  return value.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],;]/g, '\\$&')
}

/** A number without exponent and without noise: FFmpeg reads `1e-7`, people do not. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`not a number for a filter: ${value}`)
  return Number.isInteger(value)
    ? String(value)
    : value
        .toFixed(10)
        .replace(/\.?0+$/, '')
        .replace(/^-0$/, '0')
}
