import { AppError } from '@cronicl/core'
import type { Outbound, OutboundOptions } from './contract.ts'

/** The guarded way out. Until it can check an address it reaches none. */
export function createOutbound(_options: OutboundOptions = {}): Outbound {
  const refuse = () => Promise.reject(new AppError('UPSTREAM_ERROR', 'No address can be reached from here.'))
  return { download: refuse, exchange: refuse, close: () => Promise.resolve() }
}
