import { readFileSync } from 'node:fs'

/** Ticks a second of the times in /proc; Linux has had 100 on every platform for decades. */
const ticksPerSecond = 100

/** Processor time of a process and of all children that it has waited for, user and system, in seconds (proc(5), stat). */
export function cpuSeconds(pid: number | 'self' = 'self'): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The name of the command, in brackets, may hold anything; what comes after it does not.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15)
  return (user + system + childrenUser + childrenSystem) / ticksPerSecond
}
