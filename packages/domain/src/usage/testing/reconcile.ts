import type { Db } from '@cronicl/db'
import { windowStart } from '../usage-window.ts'

interface Sums {
  spend: number
  requests: number
}

/**
 * One user's books, added up without the functions that keep them: what the counters of a window say, beside what the
 * ledger's lines and the open holds give. A settle is dated by its hold, as the counters are.
 */
export async function reconcile(
  db: Db,
  userId: string,
): Promise<
  { window: string; start: string; counted: { posted: Sums; pending: Sums }; ledger: { posted: Sums; pending: Sums } }[]
> {
  const [counters, entries, holds] = await Promise.all([
    db.usageCounter.findMany({ where: { userId } }),
    db.usageEntry.findMany({ where: { userId, action: { in: ['settle', 'adjust'] } } }),
    db.usageHold.findMany({ where: { userId } }),
  ])
  const made = new Map(holds.map((hold) => [hold.id, hold.createdAt]))
  const keys = new Set(counters.map((row) => `${row.window} ${row.windowStart.toISOString()}`))
  return [...keys].toSorted().map((key) => {
    const [window, start] = key.split(' ') as ['day' | 'month', string]
    const inWindow = (at: Date): boolean => windowStart(window, at).toISOString() === start
    const settled = entries.filter(({ source, createdAt }) =>
      inWindow(made.get(source.split(':')[0] ?? '') ?? createdAt),
    )
    const open = holds.filter((hold) => hold.state === 'open' && inWindow(hold.createdAt))
    const counted = (column: 'posted' | 'pending', metric: string): number =>
      Number(
        counters.find((row) => `${row.window} ${row.windowStart.toISOString()}` === key && row.metric === metric)?.[
          column
        ] ?? 0,
      )
    const held = (metric: keyof Sums): number =>
      open.reduce((sum, hold) => sum + ((hold.amounts as Partial<Sums>)[metric] ?? 0), 0)
    return {
      window,
      start,
      counted: {
        posted: { spend: counted('posted', 'spend'), requests: counted('posted', 'requests') },
        pending: { spend: counted('pending', 'spend'), requests: counted('pending', 'requests') },
      },
      ledger: {
        posted: {
          spend: settled.reduce((sum, entry) => sum + Number(entry.costMicroUsd), 0),
          requests: settled.filter((entry) => entry.source.startsWith('hld_')).length,
        },
        pending: { spend: held('spend'), requests: held('requests') },
      },
    }
  })
}
