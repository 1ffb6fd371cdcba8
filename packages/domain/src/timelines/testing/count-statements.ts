import type { Db } from '@cronicl/db'
import type { StoryContext } from './open-story-house.ts'

type Call = (...args: unknown[]) => unknown

/** Runs `work` with a context that counts what is asked of the database in its transactions. */
export async function countStatements<T>(
  ctx: StoryContext,
  work: (counted: StoryContext) => Promise<T>,
): Promise<{ answer: T; statements: number }> {
  let statements = 0
  const count = <F extends object>(target: F): F =>
    new Proxy(target, {
      get: (of, name) => {
        const member: unknown = Reflect.get(of, name)
        if (typeof member === 'object' && member !== null) return count(member)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => {
          statements += 1
          return (member as Call).apply(of, args)
        }
      },
    })
  const answer = await work({
    ...ctx,
    transact: (inner) => ctx.transact((tx) => inner({ ...tx, db: count<Db>(tx.db) })),
  })
  return { answer, statements }
}
