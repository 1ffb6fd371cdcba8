import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkEnds, planPath } from './plan-path.ts'

const room = { softTokens: 10_000, hardTokens: 50_000, summaryTokens: 800, chunkTokens: 2_500 }
const nodes = (count: number, tokens: number) => Array.from({ length: count }, () => tokens)

test('a path that fits goes whole', () => {
  expect(planPath(nodes(10, 1_000), room)).toEqual({ from: 0, ends: [] })
})

test('of one that does not, as few of the oldest pieces as possible are summarised', () => {
  expect(planPath(nodes(11, 1_000), room)).toEqual({ from: 3, ends: [3] })
  expect(planPath(nodes(13, 1_000), room)).toEqual({ from: 6, ends: [3, 6] })
})

test('appending nodes keeps the pieces that there were', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4_000), { minLength: 1, maxLength: 60 }), fc.array(fc.nat(4_000)), (path, more) => {
      const before = chunkEnds(path, 2_500)
      expect(chunkEnds([...path, ...more], 2_500).slice(0, before.length)).toEqual(before)
    }),
  )
})

test('what goes whole fits, with its summary, and always holds the current node', () => {
  const path = fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 80 })
  fc.assert(
    fc.property(path, fc.integer({ min: 1_000, max: 60_000 }), (tokens, hardTokens) => {
      const plan = planPath(tokens, { ...room, hardTokens })
      const from = plan?.from ?? tokens.length - 1
      const rest = tokens.slice(from).reduce((sum, count) => sum + count, 0)
      const needed = rest + (from > 0 ? room.summaryTokens : 0)
      expect(from).toBeLessThan(tokens.length)
      expect(needed <= hardTokens, 'it is planned when, and only when, it fits').toBe(plan !== null)
      expect(plan?.ends.at(-1) ?? 0).toBe(plan?.from ?? 0)
    }),
  )
})

test('beyond what we like to send, the newest nodes still go whole as long as the model takes them', () => {
  expect(planPath([3_000, 3_000, 20_000], room)).toEqual({ from: 2, ends: [1, 2] })
  expect(planPath([20_000], room)).toEqual({ from: 0, ends: [] })
})

test('pieces that are not whole yet are summarised only when nothing else helps', () => {
  expect(planPath([500, 500, 1_000], { ...room, softTokens: 1_900, hardTokens: 1_900 })).toEqual({ from: 2, ends: [2] })
})
