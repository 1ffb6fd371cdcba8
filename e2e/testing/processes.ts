import { readFile, readdir } from 'node:fs/promises'

interface ProcessFacts {
  pid: number
  parent: number
  name: string
  commandLine: string
}

async function readProcesses(): Promise<ProcessFacts[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const facts = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? []
      const [state, parent] = rest.split(' ')
      const commandLine = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')
      return { pid: Number(pid), parent: Number(parent), name, commandLine, state }
    }),
  )
  // A zombie is only an entry that its parent has not read yet.
  return facts.filter((process) => process.state && process.state !== 'Z')
}

/** The live processes below `root`, and those whose command line is `ours` wherever they hang. */
export async function descendantsOf(
  root: number,
  ours: (commandLine: string) => boolean = () => false,
): Promise<number[]> {
  const all = await readProcesses()
  const found = new Set(
    all.filter((process) => process.pid === root || ours(process.commandLine)).map((process) => process.pid),
  )
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const process of all) if (found.has(process.parent)) found.add(process.pid)
  }
  return [...found]
}

export async function childrenNamed(parent: number, name: string): Promise<number[]> {
  return (await readProcesses())
    .filter((process) => process.parent === parent && process.name.startsWith(name))
    .map((process) => process.pid)
}

/** Memory that a process holds now, in bytes (VmRSS). */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}
