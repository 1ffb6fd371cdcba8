import { AppError, validationError } from '@cronicl/core'
import { assertPublicUrl } from '@cronicl/outbound'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'

export const endpointUrlInput = z
  .string()
  .max(2_000)
  .describe('Public https address that takes POST; where a name leads is checked anew at each attempt')
export const endpointDescriptionInput = z.string().trim().max(500)

/** Refuses an address that no message would ever reach. VALIDATION_ERROR with the path of the field. */
export function checkEndpointUrl(ctx: Pick<DomainContext, 'config'>, url: string): string {
  try {
    return assertPublicUrl(url, { allow: ctx.config.outbound.allow }).href
  } catch (error) {
    if (error instanceof AppError) throw validationError([{ path: ['url'], message: error.message }])
    throw error
  }
}
