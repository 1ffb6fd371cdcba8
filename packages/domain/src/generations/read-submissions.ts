import type { Db, SubmissionModel as Submission } from '@cronicl/db'

/** The submissions of each job, oldest first, in one query; jobs without any are not in the map. */
export async function readSubmissions(
  db: Db,
  jobIds: readonly string[],
): Promise<Map<string, Pick<Submission, 'jobId' | 'provider' | 'model' | 'externalId' | 'settings' | 'billed'>[]>> {
  const rows = await db.submission.findMany({
    where: { jobId: { in: [...jobIds] } },
    orderBy: [{ jobId: 'asc' }, { number: 'asc' }],
    select: { jobId: true, provider: true, model: true, externalId: true, settings: true, billed: true },
  })
  return Map.groupBy(rows, (row) => row.jobId)
}
