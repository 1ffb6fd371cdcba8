import { createHash } from 'node:crypto'
import { Prisma, type Db } from '@cronicl/db'

const tables = ['timelines', 'story_nodes', 'branches', 'facts', 'story_elements', 'strands', 'revisions']

/** A hash of every row of every story: equal before and after means that nothing was written to any of them. */
export async function storyHash(db: Db): Promise<string> {
  const hash = createHash('sha256')
  for (const table of tables) {
    const rows = await db.$queryRaw<{ row: string }[]>(
      Prisma.sql`SELECT t::text AS row FROM ${Prisma.raw(table)} t ORDER BY 1`,
    )
    hash.update(`${table}\n${rows.map(({ row }) => row).join('\n')}\n`)
  }
  return hash.digest('hex')
}
