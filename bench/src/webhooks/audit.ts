import type { Database } from '@cronicl/db'
import { reconcile } from '@cronicl/domain'
import type { Runtime } from '@cronicl/runtime'
import type { PlantedGeneration } from './plant-generations.ts'

/** Every state that a submission has been in, in order. */
const auditTable = `
  CREATE TABLE soak_states (n bigserial, submission_id text NOT NULL, state text NOT NULL);
  CREATE FUNCTION soak_note() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN INSERT INTO soak_states (submission_id, state) VALUES (NEW.id, NEW.state); RETURN NULL; END $$;
  CREATE TRIGGER soak_note AFTER INSERT OR UPDATE OF state ON submissions FOR EACH ROW EXECUTE FUNCTION soak_note()`

export async function beginAudit(db: Database): Promise<void> {
  for (const statement of auditTable.split(';\n  ').flatMap((part) => part.split(/(?<=\$\$);\s*/)))
    await db.$executeRawUnsafe(statement)
}

/** What a submission may go through; nothing goes back, and nothing follows an end. */
const lawful = /^(intent )?(submitting )?(unknown )?(submitted )?(succeeded|failed|canceled)$/

export interface Findings {
  submissions: number
  wrongTransitions: number
  /** Ends that are not what the provider said. */
  wrongEnds: number
  /** Jobs that were charged more than once, or failed and were charged, or succeeded and were not. */
  wrongCharges: number
  drifts: number
}

/** Goes through everything that was written down, when all jobs have ended. */
export async function audit(runtime: Runtime, generations: readonly PlantedGeneration[]): Promise<Findings> {
  const { db } = runtime
  const states = await db.$queryRaw<{ id: string; path: string }[]>`
    SELECT submission_id AS id, string_agg(state, ' ' ORDER BY n) AS path FROM soak_states GROUP BY 1`
  const truths = new Map(generations.map(({ submissionId, truth }) => [submissionId, truth]))
  const charges = await db.$queryRaw<{ wrong: number }[]>`
    SELECT count(*)::int AS wrong FROM jobs j LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE action = 'settle') AS settles, count(*) FILTER (WHERE action = 'release') AS releases
      FROM usage_entries WHERE job_id = j.id
    ) AS e ON true
    WHERE (e.settles, e.releases) IS DISTINCT FROM
      (CASE j.status WHEN 'succeeded' THEN 1 ELSE 0 END, CASE j.status WHEN 'succeeded' THEN 0 ELSE 1 END)`
  const { drifts } = await reconcile(runtime.context({ actor: { type: 'system' } }))
  return {
    submissions: states.length,
    wrongTransitions: states.filter(({ path }) => !lawful.test(path)).length,
    wrongEnds: states.filter(({ id, path }) => truths.has(id) && !path.endsWith(truths.get(id) ?? '')).length,
    wrongCharges: charges[0]?.wrong ?? -1,
    drifts: drifts.length,
  }
}
