import { AppError } from '@cronicl/core'
import { definitionOfKind } from '@cronicl/jobs'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { reopenUsage } from '../usage/reopen-usage.ts'
import { jobHoldMs } from './admit-job.ts'

export const retryJobInput = z.strictObject({ id: z.string().max(64) })
export const retryJobOutput = z.object({ id: z.string() })

/**
 * Gives a failed job of any user a fresh start, its failures forgotten and what it may cost reserved again. For admins
 * and the house itself. `CONFLICT` when it has not failed; `LIMIT_EXCEEDED` when its user has no room for it any more.
 */
export async function retryJob(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock' | 'config'>,
  input: z.infer<typeof retryJobInput>,
): Promise<{ id: string }> {
  const allowed = ctx.actor.type === 'system' || (ctx.actor.type === 'user' && ctx.actor.role === 'ADMIN')
  if (!allowed) throw new AppError('FORBIDDEN', 'Only an admin can retry a failed job.')
  return ctx.transact(async (tx) => {
    const carrierId = crypto.randomUUID()
    const [row] = await tx.db.job.updateManyAndReturn({
      where: { id: input.id, status: 'failed' },
      data: {
        status: 'queued',
        stage: 'queued',
        progress: 0,
        failures: 0,
        carrierId,
        errorCode: null,
        errorMessage: null,
        completedAt: null,
      },
      select: { kind: true, attempts: true, userId: true },
    })
    if (!row) {
      const found = await tx.db.job.count({ where: { id: input.id } })
      throw found
        ? new AppError('CONFLICT', 'Only a failed job can be retried.')
        : new AppError('NOT_FOUND', 'There is no such job.')
    }
    const definition = definitionOfKind(row.kind)
    if (!definition) throw new AppError('CONFLICT', `Jobs of the kind ${row.kind} are no longer run.`)
    const [placed] = await tx.db.$queryRaw<{ turn: number }[]>`
      UPDATE jobs SET turn = job_turn(${row.userId}, ${row.kind}) WHERE id = ${input.id} RETURNING turn`
    await reopenUsage({ db: tx.db, clock: ctx.clock, config: ctx.config }, { id: input.id, expiresInMs: jobHoldMs })
    const priority = -(placed?.turn ?? 0)
    await tx.enqueue(definition, { jobId: input.id, attemptBase: row.attempts }, { carrierId, priority })
    return { id: input.id }
  })
}
