import { hourMs, minuteMs, secondMs } from '@cronicl/core'

/** Since the first attempt, where each attempt is over at once (Standard Webhooks, "Retry schedule"). */
const attemptsAtMs = [
  0,
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
] as const

/** Of each wait, so that what failed together does not come back together. */
const jitter = 0.1
const longestWaitMs = 24 * hourMs

/**
 * How long to wait after the `attempts`-th attempt has failed, in milliseconds; null when it was the last. A receiver
 * that says when it wants to be asked again (`retryAfterMs`) is not asked before, within a day.
 */
export function nextWaitMs(
  attempts: number,
  retryAfterMs: number | null,
  random: number = Math.random(),
): number | null {
  const next = attemptsAtMs[attempts]
  if (next === undefined) return null
  const waitMs = next - (attemptsAtMs[attempts - 1] ?? 0)
  return Math.max(Math.round(waitMs * (1 + jitter * random)), Math.min(retryAfterMs ?? 0, longestWaitMs))
}

/** A `Retry-After` header (RFC 9110 §10.2.3), seconds or a date, in milliseconds from `at`; null where it says nothing. */
export function readRetryAfter(header: string | null, at: Date): number | null {
  if (header === null) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * secondMs
  const untilMs = Date.parse(header)
  return Number.isNaN(untilMs) ? null : Math.max(0, untilMs - at.getTime())
}
