import { type Clock, addMs, systemClock } from '@cronicl/core'
import { type DomainConfig, type PlanLimits, type Plans, defaultConfig, unlimitedPlan } from '@cronicl/domain'
import { testWork } from './test-work.ts'

/** Somebody with one limit: of pictures, of micro-USD, or of jobs in flight (who then pays without limit). */
export interface Spender {
  userId: string
  metric: 'images' | 'spend' | 'inFlight'
  cap: number
}

/** What a process of the trial is told. */
export interface MoneyOptions {
  url: string
  spenders: Spender[]
  concurrency: number
  /** Makes it noon, so that no day ends meanwhile. */
  clockOffsetMs: number
}

/**
 * What it tells of each admission: `phantom` is a refusal for which there was room by its own words, `late` an end whose
 * reservation was gone, `cut` one whose connection broke, on a machine that has too much to do.
 */
export type MoneyMessage =
  | { type: 'ready' }
  | { type: 'asked'; outcome: 'settled' | 'released' | 'left' | 'refused' | 'phantom' | 'late' | 'cut' }

/** Longer than anything stands still on a busy machine: what is ended after that would be posted above its limit. */
export const holdMs = 120_000

/** A kind of which a plan limits how many are in flight. */
export const moneyJob = { ...testWork, kind: 'render' }

export function offsetClock(offsetMs: number): Clock {
  return { now: () => addMs(systemClock.now(), offsetMs) }
}

/** Each spender has a plan of their own, under their own name. */
export function moneyConfig(spenders: readonly Spender[]): DomainConfig {
  const plans = Object.fromEntries(spenders.map((spender) => [spender.userId, planOf(spender)]))
  return { ...defaultConfig, auth: { ...defaultConfig.auth, jwtSecrets: [] }, usage: { plans: plans as Plans } }
}

function planOf({ metric, cap }: Spender): PlanLimits {
  if (metric === 'inFlight') return { ...unlimitedPlan, inFlight: { ...unlimitedPlan.inFlight, render: cap } }
  // By the month for some, so that both windows decide.
  return { ...unlimitedPlan, [metric]: cap % 2 === 0 ? { day: cap, month: null } : { day: null, month: cap } }
}
