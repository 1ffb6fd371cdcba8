import { PgBoss, type Queue } from 'pg-boss'
import type { ChoreDefinition } from '../chores/define-chore.ts'
import { choreDefinitions } from '../chores/registry.ts'
import type { JobDefinition } from '../definitions/define-job.ts'
import { jobDefinitions } from '../registry.ts'
import { choreQueueOptions, deadLetterOptions, deadLetterQueue, queueOptions } from './queue-options.ts'

/** Any number, as long as nobody else locks by it. */
const lockKey = 2_766_426

/**
 * Brings the queue's tables and queues in the database at `url` to what this version needs. Run it where migrations
 * are applied; callers at the same time wait for each other, and running it again changes nothing but settings.
 */
export async function installQueue(
  url: string,
  definitions: readonly JobDefinition[] = jobDefinitions,
  chores: readonly ChoreDefinition[] = choreDefinitions,
): Promise<void> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'cronicl-install',
    max: 2,
    supervise: false,
    schedule: false,
  })
  // An idle connection that breaks ends the process without a listener; the statement that needs it reports for itself.
  boss.on('error', () => {})
  try {
    await boss.start()
    const lock = await boss.getDb().beginTransaction?.()
    await lock?.db.executeSql('SELECT pg_advisory_xact_lock($1)', [lockKey])
    try {
      await createQueues(boss, [
        { name: deadLetterQueue, options: deadLetterOptions },
        ...definitions.map((definition) => ({ name: definition.name, options: queueOptions(definition) })),
        ...chores.map((chore) => ({ name: chore.name, options: choreQueueOptions(chore) })),
      ])
      await tune(boss.getDb())
    } finally {
      await lock?.rollback()
    }
  } finally {
    await boss.stop({ graceful: false })
  }
}

async function createQueues(boss: PgBoss, wanted: { name: string; options: Omit<Queue, 'name'> }[]): Promise<void> {
  const existing = new Set((await boss.getQueues()).map((queue) => queue.name))
  for (const { name, options } of wanted) {
    if (existing.has(name)) await boss.updateQueue(name, options)
    else await boss.createQueue(name, options)
  }
}

/**
 * The job table lives in seconds: rows come, change three times and go. Without statistics a fetch is 3 to 28 times
 * slower (measured), and the default thresholds, a share of the table, come too late for it.
 */
async function tune(db: ReturnType<PgBoss['getDb']>): Promise<void> {
  const { rows } = await db.executeSql(
    `SELECT 1 FROM pg_class WHERE oid = 'pgboss.job_common'::regclass AND reloptions @> '{autovacuum_analyze_threshold=500}'`,
  )
  if (rows.length > 0) return
  await db.executeSql(`ALTER TABLE pgboss.job_common SET (
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 500,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0)`)
  await db.executeSql('ANALYZE pgboss.job_common')
}
