import { type ManualClock, manualClock, newId } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import type { DomainContext } from '../../context.ts'
import { type SeededStory, type StoryShape, seedStory } from './seed-story.ts'

/** What verbs on stories ask for. */
export type StoryContext = Pick<DomainContext, 'db' | 'transact' | 'actor' | 'clock'>

export interface StoryWriter {
  userId: string
  ctx: StoryContext
  /** A story of this user's, of any size, stored in bulk. */
  seed(shape: StoryShape): Promise<SeededStory>
}

export interface StoryHouse extends AsyncDisposable {
  url: string
  db: Database
  clock: ManualClock
  /** Signed in as a fresh user. */
  user(): Promise<StoryWriter>
}

/** A database of its own, and contexts for whoever writes stories in it. Nothing is ever enqueued. */
export async function openStoryHouse(): Promise<StoryHouse> {
  const { url, db, ...database } = await createTestDatabase()
  const clock = manualClock()
  const enqueue = async (): Promise<never> => {
    throw new Error('An edit of a story starts no job.')
  }
  return {
    url,
    db,
    clock,
    user: async () => {
      const userId = newId('user')
      await db.user.create({ data: { id: userId, email: `${userId}@example.com`, createdAt: clock.now() } })
      const ctx: StoryContext = {
        db,
        transact: (work) => transact(db, (tx) => work({ db: tx, enqueue })),
        actor: { type: 'user', userId, sessionId: 'ses_test', role: 'USER' },
        clock,
      }
      return { userId, ctx, seed: (shape) => seedStory(db, { userId, at: clock.now(), ...shape }) }
    },
    [Symbol.asyncDispose]: database[Symbol.asyncDispose],
  }
}
