/** @typedef {import('../../packages/domain/src/usage/reconcile.ts').Reconciliation} Reconciliation */

/**
 * What a person reads of a reconciliation: a line for each place where the books do not agree, and for each submission
 * that somebody should compare with the provider's invoice.
 * @param {Reconciliation} found
 */
export function reportLines({ counters, openHolds, freed, drifts, submissions }) {
  const freedToo = freed > 0 ? `, ${freed} expired and released` : ''
  const lines = [`${counters} counters and ${openHolds} open reservations compared${freedToo}`]
  if (drifts.length === 0) lines.push('The books agree.')
  else {
    lines.push('', `${drifts.length} ${drifts.length === 1 ? 'place does' : 'places do'} not agree:`)
    lines.push(
      ...table([
        ['kind', 'user', 'what', 'counted', 'expected', 'difference'],
        ...drifts.map(({ kind, userId, what, counted, expected }) =>
          [kind, userId, what, counted, expected, counted - expected].map(String),
        ),
      ]),
    )
  }
  if (submissions.length > 0) {
    lines.push('', `${submissions.length} submissions to compare with the invoices of their providers:`)
    lines.push(
      ...table([
        ['submission', 'job', 'user', 'provider', 'state', 'billed', 'micro-USD'],
        ...submissions.map((row) =>
          [row.id, row.jobId, row.userId, row.provider, row.state, row.billed, row.costMicroUsd].map(String),
        ),
      ]),
    )
  }
  return lines
}

/** Columns as wide as their widest cell. @param {string[][]} rows */
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
}
