import type { Outbound, OutboundOptions } from './contract.ts'
import { resolveName } from './find-addresses.ts'
import { openOutbound } from './open-outbound.ts'

/** The house's way out: names resolved as the machine does, certificates trusted as Node does. */
export function createOutbound({ allow = [] }: OutboundOptions = {}): Outbound {
  return openOutbound({ allow, resolve: resolveName })
}
