import { expect, test } from 'vitest'
import { reportLines } from './report-lines.mjs'

const fine = { at: '', counters: 7, openHolds: 1, freed: 0, drifts: [], submissions: [] }

test('books that agree take two lines', () => {
  expect(reportLines(fine)).toEqual(['7 counters and 1 open reservations compared', 'The books agree.'])
  expect(reportLines({ ...fine, freed: 2 })[0]).toMatch(/, 2 expired and released$/)
})

test('each drift and each unclear submission is a row of a table', () => {
  const what = 'spend of the day 2026-01-01'
  const lines = reportLines({
    ...fine,
    drifts: [{ kind: 'posted', userId: 'usr_1', what, counted: 351, expected: 350 }],
    submissions: [
      {
        id: 'sbm_1',
        jobId: 'job_1',
        userId: 'usr_1',
        provider: 'replicate',
        state: 'unknown',
        billed: 'unknown',
        costMicroUsd: 0,
      },
    ],
  })
  expect(lines).toEqual([
    '7 counters and 1 open reservations compared',
    '',
    '1 place does not agree:',
    '  kind    user   what                         counted  expected  difference',
    '  posted  usr_1  spend of the day 2026-01-01  351      350       1',
    '',
    '1 submissions to compare with the invoices of their providers:',
    '  submission  job    user   provider   state    billed   micro-USD',
    '  sbm_1       job_1  usr_1  replicate  unknown  unknown  0',
  ])
})
