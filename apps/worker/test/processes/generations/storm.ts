import type { CutPoint, FakeBehaviour } from '@cronicl/providers/testing'

/** Whom a generation is asked of; `any` names nobody, so that the house may fall back from one to another. */
export const adapters = {
  'replicate image': { kind: 'image', provider: 'replicate' },
  'openai-compatible image': { kind: 'image', provider: 'openai-compatible' },
  'gemini image': { kind: 'image', provider: 'gemini' },
  'gemini video': { kind: 'video', provider: 'gemini' },
  'runway video': { kind: 'video', provider: 'runway' },
  'any image': { kind: 'image', provider: null },
  'any video': { kind: 'video', provider: null },
} as const
export type AdapterName = keyof typeof adapters

/** A create on its way to a provider, and how long it is. */
export interface CreateOnWire {
  adapter: AdapterName
  bytes: number
}

/** What goes wrong, and when. */
export interface Storm {
  /** How the provider takes one create. */
  moodOf(adapter: AdapterName): Partial<FakeBehaviour>
  /** Where a create's wire is cut. */
  cutOf(create: CreateOnWire): CutPoint
  /** The same for questions, cancels and files. */
  cutOfOther(): CutPoint
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function openDice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One of them, the heavier the likelier. */
function pick<T>(dice: () => number, weighted: readonly (readonly [number, T])[]): T {
  const total = weighted.reduce((sum, [weight]) => sum + weight, 0)
  let at = dice() * total
  for (const [weight, value] of weighted) if ((at -= weight) < 0) return value
  return weighted[0]?.[1] as T
}

/** Everything at once: about a third of all creates meet with something. */
export function wildStorm(seed: number): Storm {
  const dice = openDice(seed)
  return {
    moodOf: (adapter) => ({
      create: pick(dice, [
        [78, 'accept'],
        [3, 'accept-cut'],
        [2, 'accept-error'],
        [2, 'accept-malformed'],
        [6, 'rate-limit'],
        [3, 'error'],
        [1, 'no-credit'],
        [1, 'bad-key'],
        [1, 'refuse'],
        [2, 'cut'],
        // Other adapters wait longer for an answer than this may take.
        [adapter === 'replicate image' ? 1 : 0, 'accept-silent'],
      ]),
      outcome: pick(dice, [
        [86, 'succeed'],
        [5, 'fail'],
        [4, 'filter'],
        [2, 'cancel'],
        [3, 'malformed'],
      ]),
      finishAfterMs: Math.round(200 + dice() ** 2 * 4_000),
      answerAfterMs: dice() < 0.4 ? 0 : Math.round(dice() * 800),
      webhook: pick(dice, [
        [50, 'after'],
        [20, 'before-answer'],
        [15, 'twice'],
        [15, 'never'],
      ]),
    }),
    cutOf: ({ bytes }) => {
      const fate = dice()
      // Of the answer, never more than the shortest one has.
      if (fate < 0.08) return { afterResponseBytes: pick(dice, [0, 1, 17, Math.floor(dice() * 200)].map(evenly)) }
      if (fate > 0.18) return {}
      const points = [0, 1, 200, Math.floor(dice() * bytes), bytes - 1, bytes]
      return { afterRequestBytes: pick(dice, points.map(evenly)) }
    },
    cutOfOther: () => (dice() < 0.05 ? { afterResponseBytes: Math.floor(dice() * 900) } : {}),
  }
}

function evenly<T>(value: T): readonly [number, T] {
  return [1, value]
}

/** So many of each, all kinds side by side. */
export function shuffled(jobs: Readonly<Record<AdapterName, number>>): AdapterName[] {
  const dice = openDice(3)
  const all = Object.entries(jobs).flatMap(([name, count]) => Array.from({ length: count }, () => name as AdapterName))
  return all
    .map((name) => ({ name, at: dice() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ name }) => name)
}

interface Script {
  moods: readonly Partial<FakeBehaviour>[]
  cuts: readonly CutPoint[]
}

/** As it is written down: the next mood and the next cut of an adapter with each of its creates, from the first on again. */
export function writtenStorm(scripts: Readonly<Partial<Record<AdapterName, Script>>>): Storm {
  const turns = new Map<string, number>()
  const next = <T>(key: string, list: readonly T[] | undefined): T | undefined => {
    const turn = turns.get(key) ?? 0
    turns.set(key, turn + 1)
    return list?.[turn % list.length]
  }
  return {
    moodOf: (adapter) => next(`mood ${adapter}`, scripts[adapter]?.moods) ?? {},
    cutOf: ({ adapter }) => next(`cut ${adapter}`, scripts[adapter]?.cuts) ?? {},
    cutOfOther: () => next('cut', [{}, {}, { afterResponseBytes: 90 }, {}, {}]) ?? {},
  }
}
