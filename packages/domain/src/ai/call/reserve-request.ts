import { type Id, minuteMs, newId } from '@cronicl/core'
import { type AnswerSchema, type TextRequest, worstCaseTokens } from '@cronicl/providers'
import { requireUserId } from '../../context.ts'
import type { Refusal } from '../../usage/limit-exceeded.ts'
import { reserveUsage } from '../../usage/reserve-usage.ts'
import type { TextCallContext } from './call-context.ts'
import type { TextCall } from './call-types.ts'
import { affordableOutput, textCost } from './text-cost.ts'

/** Which request of a call it is. A call is one request of the user's, also where it takes two of ours. */
export interface RequestPart {
  callId: Id<'call'>
  answer?: AnswerSchema
  isRepair?: boolean
}

/** A request that is paid for in advance and may be sent, once. */
export interface OpenRequest {
  call: TextCall
  callId: Id<'call'>
  holdId: Id<'hold'>
  userId: string
  isRepair: boolean
  sentAt: Date
  request: TextRequest
  /** The limit that made the answer shorter than was asked for; null when none did. */
  cut: Refusal | null
}

/** An answer that could not even have so many tokens is not begun. */
const leastOutputTokens = 64

/**
 * Reserves the most that the request can cost, in one round trip: all input and the longest answer. Where less is left,
 * the answer is made to fit; `LIMIT_EXCEEDED` when not even the input and a short answer would.
 */
export async function reserveRequest(ctx: TextCallContext, call: TextCall, part: RequestPart): Promise<OpenRequest> {
  const { model, provider } = call.model
  const { callId, answer, isRepair = false } = part
  const sentAt = ctx.clock.now()
  const longest = Math.min(call.maxOutputTokens, model.maxOutputTokens)
  const draft = requestOf(call, longest, answer)
  const sizes = worstCaseTokens(draft, model)
  const wanted = textCost(model, sizes, sentAt)
  const least = textCost(model, { ...sizes, tokensOut: Math.min(leastOutputTokens, longest) }, sentAt)
  const holdId = newId('hold', sentAt.getTime())
  const userId = requireUserId(ctx)
  const reserved = await reserveUsage(ctx, {
    holdId,
    userId,
    amounts: { ...(isRepair ? {} : { requests: 1 }), spend: wanted },
    minimums: { spend: least },
    // By then it has long been given up, and its end been told again and again.
    expiresInMs: ctx.config.ai.requestTimeoutMs + minuteMs,
    // The model's first word would wait for the disk otherwise; what is settled after a crash of Postgres is posted anyway.
    durable: false,
    entry: { kind: 'text', callId, timelineId: call.timelineId, provider: provider.name, model: model.id },
  })
  const granted = reserved.amounts.spend ?? 0
  const maxOutputTokens = granted < wanted ? affordableOutput(model, sizes, granted, sentAt) : longest
  const cut = maxOutputTokens < longest ? reserved.cut : null
  return { call, callId, holdId, userId, isRepair, sentAt, request: { ...draft, maxOutputTokens }, cut }
}

function requestOf(call: TextCall, maxOutputTokens: number, answer: AnswerSchema | undefined): TextRequest {
  const { messages, temperature, seed } = call
  return {
    model: call.model.model.id,
    messages,
    maxOutputTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(seed === undefined ? {} : { seed }),
    ...(answer ? { answer } : {}),
  }
}
