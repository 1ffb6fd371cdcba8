import { expect, test } from 'vitest'
import { createOpenWork } from './open-work.ts'

test('it has ended when all of it has, also what was added meanwhile or has failed', async () => {
  const openWork = createOpenWork()
  const done: string[] = []
  const first = Promise.withResolvers<void>()
  openWork.add(
    first.promise.then(() => {
      openWork.add(Promise.resolve().then(() => done.push('second')))
      return done.push('first')
    }),
  )
  openWork.add(Promise.reject(new Error('reported elsewhere')))
  const ended = openWork.ended().then(() => done.push('ended'))
  await Promise.resolve()
  expect(done).toEqual([])
  first.resolve()
  await ended
  expect(done).toEqual(['first', 'second', 'ended'])
})
