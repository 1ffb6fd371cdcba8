import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RenderReport, RenderRequest } from './render-once.ts'
import { watchProcesses } from './watch-processes.ts'

export interface ChildRun {
  report: RenderReport | null
  peakMiB: number
  /** Of a child that was killed. */
  killedCpuS: number
}

/** Renders in a process of its own; `killAt` kills it, and FFmpeg with it, once that share of the encoding is done. */
export async function renderInChild(request: RenderRequest, { killAt }: { killAt?: number } = {}): Promise<ChildRun> {
  const file = join(request.workDir, 'request.json')
  await writeFile(file, JSON.stringify(request))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'render-once.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    detached: true,
  })
  const tree = watchProcesses(child.pid as number)
  let [output, killedCpuS] = ['', 0]
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.on('message', (told: { stage: string; fraction: number }) => {
    if (killAt === undefined || killedCpuS > 0 || told.stage !== 'encode' || told.fraction < killAt) return
    killedCpuS = tree.cpuS()
    child.kill('SIGKILL')
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  tree.stop()
  if (code !== 0 && killedCpuS === 0) throw new Error(`a render of the bench ended with ${code}`)
  return { report: killedCpuS > 0 ? null : (JSON.parse(output) as RenderReport), peakMiB: tree.peakMiB, killedCpuS }
}

/** Processor time of an FFmpeg command, in seconds. */
export async function cpuOfFfmpeg(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'ffmpeg-once.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`ffmpeg ${args.join(' ')} ended with ${code}`)
  return Number(output)
}
