import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'

/** How many of the streams that were left have been paid for what had been sent, once nothing is reserved any longer. */
export async function chargedHangUps(databaseUrl: string): Promise<number> {
  const db = new Client({ connectionString: databaseUrl })
  await db.connect()
  try {
    for (;;) {
      const open = await db.query("SELECT 1 FROM usage_holds WHERE state = 'open' LIMIT 1")
      if (open.rowCount === 0) break
      await wait(20)
    }
    const { rows } = await db.query<{ charged: string }>(
      `SELECT count(*) AS charged FROM usage_entries
       WHERE action = 'settle' AND tokens_out BETWEEN 1 AND 90 AND cost_micro_usd > 0
         AND user_id = (SELECT id FROM users ORDER BY id DESC LIMIT 1)`,
    )
    return Number(rows[0]?.charged)
  } finally {
    await db.end()
  }
}
