/**
 * Reads `-progress` lines and tells how much of the film is done, by FFmpeg's own clock. Never falls and never passes 1,
 * whatever FFmpeg says before its first frame.
 */
export function progressReader(totalMs: number, onFraction: (fraction: number) => void): (line: string) => void {
  let done = 0
  return (line) => {
    const [key, value = ''] = line.split('=', 2)
    if (key !== 'out_time_us' && !(key === 'progress' && value.trim() === 'end')) return
    const fraction = key === 'progress' ? 1 : Number(value) / (totalMs * 1000)
    if (!(fraction > done)) return
    done = Math.min(1, fraction)
    onFraction(done)
  }
}
