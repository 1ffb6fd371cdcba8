import { AppError } from '@cronicl/core'
import { type TextResult, type TextUsage, countMessageTokens, countTokens, isProviderError } from '@cronicl/providers'
import { limitExceeded } from '../../usage/limit-exceeded.ts'
import { releaseUsage } from '../../usage/release-usage.ts'
import { settleUsage } from '../../usage/settle-usage.ts'
import type { TextCallContext } from './call-context.ts'
import type { CallUsage } from './call-types.ts'
import { insist } from './insist.ts'
import type { OpenRequest } from './reserve-request.ts'
import { settledCost } from './text-cost.ts'
import { withUsage } from './with-usage.ts'

/** What came of a request, as far as it was heard. */
export type Heard = Pick<TextResult, 'text' | 'model' | 'usage'>

/** A request that has ended well and is paid. */
export interface PaidRequest {
  text: string
  finish: 'stop' | 'length'
  usage: CallUsage
}

/**
 * Posts what a request has cost, by the tokens that its provider reported or else by our own count of what was sent and
 * heard. Never rejects: a database that is away is asked again, and what could not be entered is in the log.
 */
export function settleRequest(ctx: TextCallContext, open: OpenRequest, heard: Heard): Promise<CallUsage> {
  const { callId, holdId, userId, call } = open
  const { provider, model } = call.model
  const used = heard.usage ?? countedUsage(open, heard.text)
  const { tokensIn, tokensOut, tokensCached } = used
  const answered = heard.model ?? model.id
  const costMicroUsd = settledCost(model, used, heard.model, open.sentAt)
  const usage = { provider: provider.name, model: answered, tokensIn, tokensOut, tokensCached, costMicroUsd }
  const amounts = { ...(open.isRepair ? {} : { requests: 1 }), spend: costMicroUsd }
  const entry = { kind: 'text', callId, timelineId: call.timelineId, quantity: tokensIn + tokensOut, ...usage } as const
  const work = insist(() => settleUsage(ctx, { holdId, userId, amounts, entry }))
  return finished(
    ctx,
    work,
    { ...entry, holdId, procedure: call.procedure },
    'the cost of a request was not entered',
  ).then(() => usage)
}

/** Gives back what a request that came to nothing has reserved. Never rejects: what stays reserved expires. */
export async function releaseRequest(ctx: TextCallContext, { holdId, callId, call }: OpenRequest): Promise<void> {
  const work = insist(() => releaseUsage(ctx, holdId))
  await finished(ctx, work, { holdId, callId, procedure: call.procedure }, 'a reservation was not released')
}

/** The process waits for `work` before it ends; its failure is logged. */
async function finished(ctx: TextCallContext, work: Promise<unknown>, fields: object, failure: string): Promise<void> {
  const told = work.catch((err: unknown) => ctx.log.error({ err, ...fields }, failure))
  ctx.openWork.add(told)
  await told
}

function countedUsage({ request }: OpenRequest, text: string): TextUsage {
  const tokensIn = countMessageTokens(request.messages)
  return { tokensIn, tokensOut: countTokens(text), tokensCached: 0, tokensCacheWritten: 0 }
}

/**
 * Settles a request whose provider has ended its answer. `UPSTREAM_REFUSED` for a refusal; `LIMIT_EXCEEDED` for an
 * answer that broke off where the user's limit cut it. Both say what they cost.
 */
export async function endAnswered(ctx: TextCallContext, open: OpenRequest, result: TextResult): Promise<PaidRequest> {
  const usage = await settleRequest(ctx, open, result)
  const { finish, text } = result
  if (finish === 'refused') {
    const details = { provider: usage.provider, usage }
    throw new AppError('UPSTREAM_REFUSED', 'The model refused to answer this. Change the text and try again.', {
      details,
    })
  }
  if (finish === 'length' && open.cut) throw limitExceeded(open.cut, open.sentAt, { usage })
  return { text, finish, usage }
}

/**
 * Ends a request that has failed and returns what to throw. Users do not pay for failures, unless the provider said that
 * it charges for this one; one that may have cost us money is logged.
 */
export async function endFailed(
  ctx: TextCallContext,
  open: OpenRequest,
  error: unknown,
  text: string,
): Promise<unknown> {
  const billed = isProviderError(error) ? error.details.billed : 'unknown'
  if (billed === 'yes') {
    const usage = await settleRequest(ctx, open, { text, model: null, usage: null })
    return error instanceof AppError ? withUsage(error, usage) : error
  }
  if (billed === 'unknown') {
    const { callId, holdId, call } = open
    const fields = { err: error, callId, holdId, procedure: call.procedure, provider: call.model.provider.name }
    ctx.log.warn(fields, 'a request failed that may have cost money')
  }
  await releaseRequest(ctx, open)
  return error
}
