// A child of the render bench: runs FFmpeg with the given arguments and prints its processor time in seconds.
import { spawnSync } from 'node:child_process'
import { cpuSeconds } from './cpu-seconds.ts'

const before = cpuSeconds()
const { status } = spawnSync('ffmpeg', ['-nostdin', '-hide_banner', '-v', 'error', '-y', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.stdout.write(String(cpuSeconds() - before))
process.exitCode = status ?? 1
