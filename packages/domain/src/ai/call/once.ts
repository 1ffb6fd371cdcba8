import { AppError, type Id, addMs, dayMs, newId, toAppError } from '@cronicl/core'
import type { AiCallModel, Prisma } from '@cronicl/db'
import { type DomainContext, requireUserId } from '../../context.ts'
import { inputHash } from '../../jobs/input-hash.ts'
import { insist } from './insist.ts'
import { usageOf } from './with-usage.ts'

export interface OnceRequest {
  /** Name of the procedure; the same key for another one is other input. */
  procedure: string
  /** The user's own; without it the work is simply done. */
  idempotencyKey?: string | undefined
  /** What was asked for, as plain JSON, without the key. */
  input: unknown
}

type OnceContext = Pick<DomainContext, 'db' | 'clock' | 'actor' | 'config' | 'log' | 'openWork'>

/** How long an answer is kept at least, for whoever asks again. */
const keptMs = 7 * dayMs

/**
 * Does paid work once for each idempotency key: the same key with the same input is told the same answer, or the same
 * failure when that was billed. `CONFLICT` while it is at work, `IDEMPOTENCY_MISMATCH` for other input. A failure that
 * cost nothing frees the key; so does time, when whoever was at work has died. The answer must be plain JSON.
 */
export async function answerOnce<T>(ctx: OnceContext, request: OnceRequest, work: () => Promise<T>): Promise<T> {
  const { procedure, idempotencyKey, input } = request
  if (idempotencyKey === undefined) return work()
  const userId = requireUserId(ctx)
  const claim = { userId, procedure, idempotencyKey, inputHash: inputHash(procedure, input) }
  const claimed = await claimKey(ctx, claim)
  if (!claimed.isOurs) return tellAgain(claimed.call) as T
  const { id } = claimed
  try {
    const answer = await work()
    await ended(ctx, () => keep(ctx, id, { state: 'succeeded', answer: answer as Prisma.InputJsonValue }))
    return answer
  } catch (error) {
    const { code, message, details } = toAppError(error)
    const billed = usageOf(error) !== null || details?.billed === 'yes'
    const failure = {
      state: 'failed',
      errorCode: code,
      errorMessage: message,
      answer: (details ?? {}) as Prisma.InputJsonObject,
    } as const
    await ended(ctx, () => (billed ? keep(ctx, id, failure) : ctx.db.aiCall.deleteMany({ where: { id } })))
    throw error
  }
}

type Claim = Pick<AiCallModel, 'userId' | 'procedure' | 'idempotencyKey' | 'inputHash'>

/** Takes the key, or finds who has it. A key that is freed in between is tried for again. */
async function claimKey(
  ctx: OnceContext,
  claim: Claim,
): Promise<{ isOurs: true; id: Id<'call'> } | { isOurs: false; call: AiCallModel }> {
  for (;;) {
    const at = ctx.clock.now()
    const id = newId('call', at.getTime())
    // Longer than a request and its repair may take.
    const times = { createdAt: at, expiresAt: addMs(at, 3 * ctx.config.ai.requestTimeoutMs) }
    const { count } = await ctx.db.aiCall.createMany({ data: [{ id, ...claim, ...times }], skipDuplicates: true })
    if (count === 1) return { isOurs: true, id }
    const { userId, idempotencyKey } = claim
    const call = await ctx.db.aiCall.findUnique({ where: { userId_idempotencyKey: { userId, idempotencyKey } } })
    if (!call) continue
    if (call.inputHash !== claim.inputHash) throw mismatch()
    if (call.state !== 'running' || call.expiresAt > at) return { isOurs: false, call }
    // Cut off: the row gets a new id, so that its old owner, should it live, can end nothing any more.
    const taken = await ctx.db.aiCall.updateMany({ where: { id: call.id, state: 'running' }, data: { id, ...times } })
    if (taken.count === 1) return { isOurs: true, id }
  }
}

function tellAgain({ state, answer, errorCode, errorMessage }: AiCallModel): unknown {
  if (state === 'succeeded') return answer
  if (state === 'running')
    throw new AppError(
      'CONFLICT',
      'This call is still at work under the same idempotency key. Ask again in a moment.',
      {
        details: { retryAfterS: 2 },
      },
    )
  const details = (answer ?? {}) as Record<string, unknown>
  throw new AppError(errorCode as AppError['code'], errorMessage ?? '', { details })
}

function mismatch(): AppError {
  return new AppError(
    'IDEMPOTENCY_MISMATCH',
    'This idempotency key was used with other input. Take a new key for a new request.',
  )
}

async function keep(ctx: OnceContext, id: string, end: Prisma.AiCallUpdateManyMutationInput): Promise<void> {
  const at = ctx.clock.now()
  const data = { ...end, completedAt: at, expiresAt: addMs(at, keptMs) }
  await ctx.db.aiCall.updateMany({ where: { id, state: 'running' }, data })
}

/** The caller has their answer, or failure, even when it could not be kept. */
async function ended(ctx: OnceContext, work: () => Promise<unknown>): Promise<void> {
  const told = insist(work).catch((err: unknown) => ctx.log.error({ err }, 'the end of an AI call was not kept'))
  ctx.openWork.add(told)
  await told
}
