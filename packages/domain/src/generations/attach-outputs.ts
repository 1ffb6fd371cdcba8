import { AppError, type Clock } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import type { z } from 'zod'
import { attachInTransaction } from '../media/attach-in-transaction.ts'
import type { attachToInput } from './generation-inputs.ts'

export type AttachTo = z.output<typeof attachToInput>

/**
 * Puts new assets at something of a story, in the caller's transaction: behind what is there, or the first one as its
 * cover and the others in its gallery. An owner that has gone meanwhile undoes nothing: the work is paid, and its
 * outputs are in the library.
 */
export async function attachOutputs(
  { db, clock }: { db: Db; clock: Clock },
  outputs: { userId: string; assetIds: readonly string[]; attachTo: AttachTo },
): Promise<void> {
  const { userId, assetIds, attachTo } = outputs
  try {
    for (const [index, assetId] of assetIds.entries()) {
      const role = attachTo.role === 'cover' && index > 0 ? 'gallery' : attachTo.role
      await attachInTransaction(db, { ...attachTo, role, userId, assetId }, clock.now())
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error
  }
}
