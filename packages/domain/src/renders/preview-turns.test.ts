import { expect, test } from 'vitest'
import { inPreviewTurn } from './preview-turns.ts'

/** A work that lasts until it is ended. */
function work() {
  const gate = Promise.withResolvers<string>()
  const state = { running: false }
  return {
    state,
    end: gate.resolve,
    fail: gate.reject,
    start: (userId: string) =>
      inPreviewTurn(userId, async () => {
        state.running = true
        return gate.promise
      }),
  }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('two are made at once, the next ones in the order of their coming, also after one that failed', async () => {
  const works = [work(), work(), work(), work()]
  const done = works.map(({ start }, i) => start(`user ${i}`))
  await settle()
  expect(works.map(({ state }) => state.running)).toEqual([true, true, false, false])
  works[0]?.fail(new Error('damaged'))
  await expect(done[0]).rejects.toThrow('damaged')
  await settle()
  expect(works.map(({ state }) => state.running)).toEqual([true, true, true, false])
  for (const { end } of works) end('png')
  expect(await Promise.all(done.slice(1))).toEqual(['png', 'png', 'png'])
})

test('a user has two at a time and is refused a third, whoever else is waiting', async () => {
  const works = [work(), work(), work()]
  const mine = [works[0]?.start('me'), works[1]?.start('me')]
  await expect(works[2]?.start('me')).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterS: 1 } })
  const other = works[2]?.start('somebody else')
  for (const { end } of works) end('png')
  expect(await Promise.all([...mine, other])).toEqual(['png', 'png', 'png'])
  const again = work()
  again.end('png')
  expect(await again.start('me')).toBe('png')
})

test('when too many wait, one more is refused at once', async () => {
  const works = Array.from({ length: 14 }, work)
  const done = works.map(({ start }, i) => start(`user ${i}`))
  await expect(work().start('late')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  for (const { end } of works) end('png')
  expect(new Set(await Promise.all(done))).toEqual(new Set(['png']))
})
