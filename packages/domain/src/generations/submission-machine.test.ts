import type { SubmissionState } from '@cronicl/db'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type SubmissionNews, columnsOf, isLive, liveStates, mayBecome, sentStates } from './submission-machine.ts'

const at = new Date('2026-01-01T00:00:00Z')
const bill = { billed: fc.constantFrom('no', 'unknown', 'yes'), costMicroUsd: fc.nat(1_000_000) } as const

/** Anything that anybody may tell of a submission, at any time. */
const anyNews: fc.Arbitrary<SubmissionNews> = fc.oneof(
  fc.record({ state: fc.constant('submitting' as const), deadlineAt: fc.constant(at) }),
  fc.record({
    state: fc.constant('submitted' as const),
    operation: fc.record({ id: fc.constantFrom('a', 'b') }),
    externalId: fc.constantFrom('a', 'b'),
  }),
  fc.record({ state: fc.constant('unknown' as const) }),
  fc.record({ state: fc.constant('succeeded' as const), outputs: fc.constant<never[]>([]), ...bill }),
  fc.record({
    state: fc.constant('failed' as const),
    errorCode: fc.constant('UPSTREAM_ERROR'),
    errorMessage: fc.constant('no'),
    ...bill,
  }),
  fc.record({ state: fc.constant('canceled' as const), ...bill }),
)

/** How far along a state is: news may only lead up. */
const rank: Record<SubmissionState, number> = {
  intent: 0,
  submitting: 1,
  unknown: 2,
  submitted: 3,
  succeeded: 4,
  failed: 4,
  canceled: 4,
}

/** What `applyStatus` makes of a sequence of news, without a database. */
function follow(news: readonly SubmissionNews[]): SubmissionState[] {
  const states: SubmissionState[] = ['intent']
  for (const { state } of news) {
    const from = states.at(-1) as SubmissionState
    if (mayBecome(from, state)) states.push(state)
  }
  return states
}

test('however news are repeated and mixed up, a submission only goes forward, and ends at most once', () => {
  fc.assert(
    fc.property(fc.array(anyNews, { maxLength: 30 }), (news) => {
      const states = follow(news)
      for (const [index, state] of states.entries()) {
        if (index > 0) expect(rank[state]).toBeGreaterThan(rank[states[index - 1] as SubmissionState])
      }
      expect(states.filter((state) => !isLive(state)).length).toBeLessThanOrEqual(1)
      expect(states.filter((state) => state === 'submitting').length).toBeLessThanOrEqual(1)
      expect(new Set(states).size).toBe(states.length)
    }),
  )
})

test('news that came before come again without effect', () => {
  fc.assert(
    fc.property(fc.array(anyNews, { maxLength: 12 }), (news) => {
      const doubled = news.flatMap((one) => [one, one])
      expect(follow(doubled)).toEqual(follow(news))
    }),
  )
})

test('nothing is bought twice: a create follows the intent alone', () => {
  fc.assert(
    fc.property(fc.constantFrom(...(Object.keys(rank) as SubmissionState[])), (state) => {
      expect(mayBecome(state, 'submitting')).toBe(state === 'intent')
    }),
  )
})

test('only what is live can be under way at a provider', () => {
  expect(liveStates.filter((state) => state !== 'intent').toSorted()).toEqual([...sentStates].toSorted())
})

test('while a create is under way nobody knows whether it is paid; an end says so', () => {
  expect(columnsOf({ state: 'submitting', deadlineAt: at }, at)).toMatchObject({ billed: 'unknown', submittingAt: at })
  fc.assert(
    fc.property(anyNews, (news) => {
      const columns = columnsOf(news, at)
      expect(columns.state).toBe(news.state)
      if ('billed' in news)
        expect(columns).toMatchObject({
          billed: news.billed,
          costMicroUsd: BigInt(news.costMicroUsd),
          endedAt: at,
        })
      else expect(columns).not.toHaveProperty('endedAt')
    }),
  )
})
