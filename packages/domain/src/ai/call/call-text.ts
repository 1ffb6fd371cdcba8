import { newId } from '@cronicl/core'
import type { TextCallContext } from './call-context.ts'
import type { TextAnswer, TextCall } from './call-types.ts'
import { generateMetered } from './generate-metered.ts'

/**
 * A plain answer, metered: its cost is reserved before and settled after, and only what was answered is paid. One
 * request, which is never sent again by itself. `LIMIT_EXCEEDED`, `UPSTREAM_REFUSED` (with its `usage`), and what the
 * provider throws.
 */
export async function callText(ctx: TextCallContext, call: TextCall): Promise<TextAnswer> {
  const callId = newId('call', ctx.clock.now().getTime())
  return { callId, ...(await generateMetered(ctx, call, { callId })) }
}
