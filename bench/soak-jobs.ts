// `npm run soak -- jobs`: 200 jobs while workers are killed with SIGKILL ten times. Ends with 1 when a job is lost, done
// twice or left standing, or when one that was cut short took longer than 30 s to be taken up again.
import { crashRun } from '@cronicl/worker/testing/crash-run'
import { percentile } from './src/bench.ts'
import { openScratchDatabase } from './src/scratch-database.ts'

const jobs = 200
await using scratch = await openScratchDatabase()
const figures = await crashRun({
  url: scratch.url,
  jobs,
  workMs: 400,
  workers: 3,
  concurrency: 4,
  kills: 10,
  killEveryMs: 400,
  withinMs: 180_000,
})
const { statuses, effects, jobsWithOneEffect, kills, restartsMs, tookMs } = figures
const slowestMs = restartsMs.at(-1) ?? 0
process.stdout.write(
  [
    `jobs            ${jobs}, ${Object.entries(statuses)
      .map(([status, count]) => `${count} ${status}`)
      .join(', ')}`,
    `effects         ${effects}, of ${jobsWithOneEffect} jobs exactly once`,
    `SIGKILLs        ${kills}`,
    `cut short       ${restartsMs.length} jobs, running again after ${seconds(restartsMs[0] ?? 0)}–${seconds(slowestMs)}, median ${seconds(percentile(restartsMs, 0.5))}`,
    `took            ${seconds(tookMs)}`,
    '',
  ].join('\n'),
)
const whole = statuses.succeeded === jobs && effects === jobs && jobsWithOneEffect === jobs && kills === 10
process.exitCode = whole && slowestMs < 30_000 ? 0 : 1

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
