import type { Database } from '@cronicl/db'

const statements = [
  'CREATE TABLE test_states (n bigserial, submission_id text NOT NULL, state text NOT NULL)',
  `CREATE FUNCTION test_note_state() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN INSERT INTO test_states (submission_id, state) VALUES (NEW.id, NEW.state); RETURN NULL; END $$`,
  `CREATE TRIGGER test_note_state AFTER INSERT OR UPDATE OF state ON submissions
   FOR EACH ROW EXECUTE FUNCTION test_note_state()`,
]

/** From now on every state that a submission is in is written down. */
export async function beginStates(db: Database): Promise<void> {
  for (const statement of statements) await db.$executeRawUnsafe(statement)
}

/** What a submission may go through; nothing goes back, and nothing follows an end. */
export const lawfulPath = /^intent( submitting)?( unknown)?( submitted)?( succeeded| failed| canceled)?$/

/** The states of each submission, in order: `intent submitting submitted succeeded`. */
export async function findPaths(db: Database): Promise<{ jobId: string; path: string }[]> {
  return db.$queryRaw`
    SELECT s.job_id AS "jobId", string_agg(t.state, ' ' ORDER BY t.n) AS path
    FROM test_states AS t JOIN submissions AS s ON s.id = t.submission_id GROUP BY s.id`
}
