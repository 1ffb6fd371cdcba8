// `npm run soak -- generations`: 300 pictures and films by real processes and the real adapters, over wires that are cut at
// every place, from stand-ins of the providers that accept, refuse, forget and repeat, while a worker is killed with
// SIGKILL around a create every second or two. Ends with 1 when a job was paid twice, does not say what became of it,
// keeps money or objects back, or a secret is written anywhere.
import { readFile } from 'node:fs/promises'
import { locateTools } from '@cronicl/render'
import { makeTestMedia } from '@cronicl/render/testing'
import { generationsRun } from '@cronicl/worker/testing/generations/generations-run'
import { shuffled, wildStorm } from '@cronicl/worker/testing/generations/storm'
import { generationsTable } from './src/generations/generations-table.ts'
import { openScratchDatabase } from './src/scratch-database.ts'

const scale = Number(process.env['SOAK_SCALE'] ?? 1)
const seed = Number(process.env['SOAK_SEED'] ?? 1)
const of = (count: number): number => Math.ceil(count * scale)
await using scratch = await openScratchDatabase()
await using media = await makeTestMedia(await locateTools({}))
const film = await readFile(await media.video('film.mp4', { seconds: 1, widthPx: 64, heightPx: 36, fps: '8' }))
const figures = await generationsRun({
  url: scratch.url,
  film,
  storm: wildStorm(seed),
  sequence: shuffled({
    'replicate image': of(70),
    'openai-compatible image': of(50),
    'gemini image': of(40),
    'gemini video': of(50),
    'runway video': of(50),
    'any image': of(30),
    'any video': of(10),
  }),
  bulk: of(150),
  orderEveryMs: 500,
  cancels: of(12),
  guests: 3,
  others: ['rate-limit', 'error', 'malformed', 'cut'],
  workers: 4,
  concurrency: { image: 5, video: 5 },
  kills: of(90),
  killEveryMs: 300,
  killAround: ['replicate image', 'gemini video', 'openai-compatible image', 'runway video', 'gemini image'],
  patienceMs: 2_500,
  killAfterMs: () => Math.random() * 80,
  withinMs: 900_000,
})
const { kills, killsAroundCreates, overtaken, mostPaid, openHolds, drifts, incoming, orphans } = figures
const { searched, leaks, unsent, wrong, tookMs } = figures
const jobs = Object.values(figures.adapters).reduce((sum, { jobs: count }) => sum + count, 0)
const looked = Object.entries(searched).map(([where, count]) => `${count} ${where}`)
process.stdout.write(
  [
    generationsTable(figures),
    '',
    `jobs            ${jobs} in ${(tookMs / 1_000).toFixed(0)} s; ${kills} SIGKILLs, ${killsAroundCreates} of them around a create`,
    `paid creates    ${mostPaid} of one job at most`,
    `left behind     ${openHolds} open holds, ${drifts} drifts, ${incoming.cleaned} objects in incoming/ (${incoming.quiet} before the cleaning), ${orphans} in media/ that no asset names`,
    `overtaken       guests with one job by ${overtaken.map(({ overtakenBy, waiting }) => `${overtakenBy} of ${waiting}`).join(', ')} that were waiting`,
    `canaries        ${leaks.length} found in ${looked.join(', ')}; ${unsent.length} not sent to their provider`,
    `not true        ${wrong.length}`,
    ...[...wrong, ...leaks.slice(0, 20), ...unsent.slice(0, 20)].map((words) => `  ${words}`),
    '',
  ].join('\n'),
)
const bad = [wrong.length, leaks.length, unsent.length, openHolds, drifts, incoming.cleaned, Math.max(0, mostPaid - 1)]
const isFair = overtaken.some(({ waiting }) => waiting > 10) && overtaken.every(({ overtakenBy }) => overtakenBy <= 2)
process.exitCode = isFair && killsAroundCreates > 0 && bad.every((count) => count === 0) ? 0 : 1
