// `npm run soak -- money`: 20,000 admissions from eight processes race against limits of 1 to 1,000 while a process is
// killed with SIGKILL every two seconds. Ends with 1 when a limit was passed, refused what there was room for, or kept
// anything reserved, or when the books do not agree.
import { moneyRun } from '@cronicl/worker/testing/money-run'
import { openScratchDatabase } from './src/scratch-database.ts'

const admissions = 20_000
await using scratch = await openScratchDatabase()
const figures = await moneyRun({
  url: scratch.url,
  admissions,
  processes: 8,
  concurrency: 4,
  caps: [1, 2, 5, 10, 50, 100, 500, 1_000],
  kills: null,
  killEveryMs: 2_000,
})
const { asked, kills, tookMs, looks, overspent, overInFlight, leftCalls, leftJobs } = figures
const { stillReserved, drifts, filled, phantoms, overfilled } = figures
const total = Object.values(asked).reduce((sum, count) => sum + count, 0)
const counts = Object.entries(asked).map(([outcome, count]) => `${count} ${outcome}`)
process.stdout.write(
  [
    `admissions      ${total} in ${(tookMs / 1_000).toFixed(1)} s (${Math.round((total * 1_000) / tookMs)}/s): ${counts.join(', ')}`,
    `SIGKILLs        ${kills}`,
    `overspent       ${overspent} micro-USD or pictures, ${overInFlight} jobs in flight, at ${looks} looks`,
    `left behind     ${leftCalls} calls and ${leftJobs} jobs reserved; ${stillReserved} reserved after their end`,
    `to the brim     ${filled} limits exactly, ${phantoms} refused in vain, ${overfilled} gave more`,
    `books           ${drifts} places do not agree`,
    '',
  ].join('\n'),
)
const wrong = [
  overspent,
  overInFlight,
  stillReserved,
  drifts,
  phantoms,
  overfilled,
  asked['phantom'] ?? 0,
  asked['late'] ?? 0,
]
process.exitCode = total >= admissions && wrong.every((count) => count === 0) ? 0 : 1
