import { AppError } from '@cronicl/core'
import { definitionOfKind } from '@cronicl/jobs'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'

export const retryJobInput = z.strictObject({ id: z.string().max(64) })
export const retryJobOutput = z.object({ id: z.string() })

/**
 * Gives a failed job of any user a fresh start, its failures forgotten. For admins and the house itself. `CONFLICT`
 * when it has not failed.
 */
export async function retryJob(
  ctx: Pick<DomainContext, 'transact' | 'actor'>,
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
      select: { kind: true, attempts: true },
    })
    if (!row) {
      const found = await tx.db.job.count({ where: { id: input.id } })
      throw found
        ? new AppError('CONFLICT', 'Only a failed job can be retried.')
        : new AppError('NOT_FOUND', 'There is no such job.')
    }
    const definition = definitionOfKind(row.kind)
    if (!definition) throw new AppError('CONFLICT', `Jobs of the kind ${row.kind} are no longer run.`)
    await tx.enqueue(definition, { jobId: input.id, attemptBase: row.attempts }, { carrierId })
    return { id: input.id }
  })
}
