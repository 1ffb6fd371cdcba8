import { type ManualClock, manualClock, newId } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import type { DomainContext } from '../../context.ts'
import { createTimeline } from '../create-timeline.ts'
import { type SeededStory, type StoryShape, seedStory } from './seed-story.ts'

/** What verbs on stories ask for. */
export type StoryContext = Pick<DomainContext, 'db' | 'transact' | 'actor' | 'clock'>

export interface StoryWriter {
  userId: string
  ctx: StoryContext
  /** A story of this user's, of any size, stored in bulk. */
  seed(shape: StoryShape): Promise<SeededStory>
}

/** A story that has its root and its main branch, and who writes it. */
export interface BegunStory {
  ctx: StoryContext
  timelineId: string
  rootId: string
  mainId: string
}

export interface StoryHouse extends AsyncDisposable {
  url: string
  db: Database
  clock: ManualClock
  /** Signed in as a fresh user. */
  user(): Promise<StoryWriter>
  /** A new story of a fresh user's. */
  story(root?: { content: string }): Promise<BegunStory>
}

/** A database of its own, and contexts for whoever writes stories in it. Nothing is ever enqueued. */
export async function openStoryHouse(): Promise<StoryHouse> {
  const { url, db, ...database } = await createTestDatabase()
  const clock = manualClock()
  const enqueue = async (): Promise<never> => {
    throw new Error('An edit of a story starts no job.')
  }
  const user = async (): Promise<StoryWriter> => {
    const userId = newId('user')
    await db.user.create({ data: { id: userId, email: `${userId}@example.com`, createdAt: clock.now() } })
    const ctx: StoryContext = {
      db,
      transact: (work) => transact(db, (tx) => work({ db: tx, enqueue })),
      actor: { type: 'user', userId, sessionId: 'ses_test', role: 'USER' },
      clock,
    }
    return { userId, ctx, seed: (shape) => seedStory(db, { userId, at: clock.now(), ...shape }) }
  }
  return {
    url,
    db,
    clock,
    user,
    story: async (root) => {
      const { ctx } = await user()
      const { id, rootNodeId, mainBranch } = await createTimeline(ctx, {
        title: 'The lighthouse',
        ...(root ? { root } : {}),
      })
      return { ctx, timelineId: id, rootId: rootNodeId, mainId: mainBranch.id }
    },
    [Symbol.asyncDispose]: database[Symbol.asyncDispose],
  }
}
