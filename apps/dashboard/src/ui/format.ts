const bytes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
const usd = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 })
const when = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** `0:42`, `1:02:03`. */
export function formatDuration(ms: number): string {
  const totalS = Math.round(ms / 1_000)
  const [h, m, s] = [Math.floor(totalS / 3_600), Math.floor(totalS / 60) % 60, totalS % 60]
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`
}

/** `3.2 s`, for lengths of a few seconds. */
export function formatSeconds(seconds: number): string {
  return `${Math.round(seconds * 10) / 10} s`
}

/** `4.2 MB`. */
export function formatBytes(size: number): string {
  const power = Math.min(bytes.length - 1, Math.floor(Math.log10(Math.max(size, 1)) / 3))
  const unit = bytes[power] ?? 'byte'
  const unitDisplay = power === 0 ? 'long' : 'short'
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 }).format(
    size / 1_000 ** power,
  )
}

/** `$0.0125`; what is not free never shows as nothing. */
export function formatUsd(microUsd: number): string {
  return microUsd > 0 && microUsd < 100 ? 'less than $0.0001' : usd.format(microUsd / 1_000_000)
}

/** `Nov 21, 2026, 5:12 AM` in the user's time. */
export function formatWhen(iso: string): string {
  return when.format(new Date(iso))
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
