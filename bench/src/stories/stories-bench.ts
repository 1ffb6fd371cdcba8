import { monotonicMs, newId, systemClock } from '@cronicl/core'
import { type Database, createDatabase, transact } from '@cronicl/db'
import { type DomainContext, canonAt, deleteSubtree, getPath, getTree, undo } from '@cronicl/domain'
import { type Bench, type Figure, percentile } from '../bench.ts'
import { openScratchDatabase } from '../scratch-database.ts'
import { type PlantedStory, plantStory } from './plant-story.ts'
import { type Whereabouts, recursiveCanon, recursivePath } from './recursive-reads.ts'

const measure = { nodes: 10_000, depth: 2_000, facts: 2_500 } as const
const samples = 400
const turns = 16

/** Reads of a long story beside a read by primary key and beside recursive queries, and the undo of a large deletion. */
export const storiesBench: Bench = {
  name: 'stories',
  run: async (say) => {
    await using scratch = await openScratchDatabase()
    const db = createDatabase(scratch.url)
    try {
      const userId = newId('user')
      await db.user.create({ data: { id: userId, email: 'bench@example.com', createdAt: systemClock.now() } })
      say('a story of 10,000 nodes with 2,500 facts, and one with as many on its longest path')
      const story = await plantStory(db, userId, { ...measure, factsOn: 'story' })
      const dense = await plantStory(db, userId, { ...measure, factsOn: 'path' })
      await db.$executeRaw`VACUUM ANALYZE`
      const ctx = contextOf(db, userId)
      say(`canon and path at depth 2,000, ${samples} samples in turn`)
      const reads = await measureReads(ctx, { userId, story, dense })
      say('the tree in pages of 200')
      const tree = await measureTree(ctx, story)
      say('undo of a deletion of 1,000 nodes')
      const undoMs = await measureUndo(ctx, story)
      return { ...reads, ...tree, ...undoMs }
    } finally {
      await db.$disconnect()
    }
  },
}

type Context = Pick<DomainContext, 'db' | 'transact' | 'actor' | 'clock'> & { db: Database }

function contextOf(db: Database, userId: string): Context {
  const enqueue = async (): Promise<never> => {
    throw new Error('An edit of a story starts no job.')
  }
  return {
    db,
    transact: (work) => transact(db, (tx) => work({ db: tx, enqueue })),
    actor: { type: 'user', userId, sessionId: 'ses_bench', role: 'USER' },
    clock: systemClock,
  }
}

interface Stories {
  userId: string
  story: PlantedStory
  dense: PlantedStory
}

async function measureReads(ctx: Context, { userId, story, dense }: Stories): Promise<Record<string, Figure>> {
  const whereabouts = ({ timelineId, deepest }: PlantedStory): Whereabouts => ({ userId, timelineId, nodeId: deepest })
  const [at, denseAt] = [whereabouts(story), whereabouts(dense)]
  const path = { timelineId: at.timelineId, nodeId: at.nodeId }
  const ms = await inTurn({
    pkRead: () => readByKey(ctx.db, at),
    canonAt: () => canonAt(ctx, path),
    dense: () => canonAt(ctx, { timelineId: denseAt.timelineId, nodeId: denseAt.nodeId }),
    path: () => getPath(ctx, { ...path, contents: false }),
    last: () => getPath(ctx, { ...path, contents: true, last: 20 }),
    recursiveCanon: () => recursiveCanon(ctx.db, at),
    recursivePath: () => recursivePath(ctx.db, at),
  })
  const beside = (name: keyof typeof ms, other: keyof typeof ms, p: number): Figure => ({
    value: percentile(ms[name], p),
    unit: 'ms',
    baseline: percentile(ms[other], p),
  })
  return {
    'stories.canonAt.p50Ms': beside('canonAt', 'pkRead', 0.5),
    'stories.canonAt.p95Ms': beside('canonAt', 'pkRead', 0.95),
    'stories.canonAt.dense.p50Ms': beside('dense', 'pkRead', 0.5),
    'stories.canonAt.dense.p95Ms': beside('dense', 'pkRead', 0.95),
    'stories.canonAt.besideRecursive.p50Ms': beside('canonAt', 'recursiveCanon', 0.5),
    'stories.path.p50Ms': beside('path', 'recursivePath', 0.5),
    'stories.path.p95Ms': beside('path', 'recursivePath', 0.95),
    'stories.path.last20.p50Ms': beside('last', 'pkRead', 0.5),
  }
}

/** A node of the caller's by its id: the least that a read of a story can be. */
function readByKey(db: Database, { userId, timelineId, nodeId }: Whereabouts): Promise<unknown> {
  return db.storyNode.findFirst({
    where: { id: nodeId, trashId: null, timeline: { id: timelineId, userId, trashedAt: null } },
  })
}

/**
 * Each in turn, so that what else the machine does falls on all of them alike; several times running, so that one does
 * not pay for collecting another's garbage.
 */
async function inTurn<Name extends string>(
  works: Record<Name, () => Promise<unknown>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[]
  const ms = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let turn = 0; turn < turns; turn++)
    for (const name of names)
      for (let i = -5; i < samples / turns; i++) {
        const start = monotonicMs()
        await works[name]()
        if (i >= 0) ms[name].push(monotonicMs() - start)
      }
  return ms
}

async function measureTree(ctx: Context, { timelineId }: PlantedStory): Promise<Record<string, Figure>> {
  const totals: number[] = []
  for (let round = 0; round < 5; round++) {
    const start = monotonicMs()
    let count = 0
    for (let cursor: string | undefined, next: string | null = ''; next !== null; cursor = next ?? undefined) {
      const page = await getTree(ctx, { timelineId, limit: 200, ...(cursor === undefined ? {} : { cursor }) })
      count += page.items.length
      next = page.nextCursor
    }
    if (count !== measure.nodes) throw new Error(`${count} nodes came of ${measure.nodes}`)
    totals.push(monotonicMs() - start)
  }
  return { 'stories.tree.totalMs': { value: percentile(totals, 0.5), unit: 'ms', baseline: null } }
}

async function measureUndo(ctx: Context, { timelineId, thousand }: PlantedStory): Promise<Record<string, Figure>> {
  const ms: { delete: number[]; undo: number[] } = { delete: [], undo: [] }
  for (let round = 0; round < 7; round++) {
    let start = monotonicMs()
    await deleteSubtree(ctx, { timelineId, nodeId: thousand })
    ms.delete.push(monotonicMs() - start)
    start = monotonicMs()
    await undo(ctx, { timelineId })
    ms.undo.push(monotonicMs() - start)
  }
  return {
    'stories.delete1000.p50Ms': { value: percentile(ms.delete, 0.5), unit: 'ms', baseline: null },
    'stories.undo1000.p50Ms': { value: percentile(ms.undo, 0.5), unit: 'ms', baseline: null },
  }
}
