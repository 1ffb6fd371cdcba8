import type { DomainContext } from '../context.ts'
import { isSealedBy, seal, unseal } from './secret-box.ts'

/**
 * Seals signing secrets anew that an earlier key of the server sealed, so that the earlier one can be taken away. What
 * no key opens stays as it is. Returns how many endpoints it changed.
 */
export async function resealSecrets(ctx: Pick<DomainContext, 'db' | 'config' | 'log'>): Promise<number> {
  const { secretKeys } = ctx.config.webhooks
  const [current, ...earlier] = secretKeys
  if (!current || earlier.length === 0) return 0
  const rows = await ctx.db.webhookEndpoint.findMany({ select: { id: true, secret: true, previousSecret: true } })
  let changed = 0
  for (const { id, secret, previousSecret } of rows) {
    if ([secret, previousSecret].every((sealed) => sealed === null || isSealedBy(current, sealed))) continue
    try {
      const anew = (sealed: Uint8Array) => seal(secretKeys, id, unseal(secretKeys, id, sealed))
      const data = { secret: anew(secret), previousSecret: previousSecret && anew(previousSecret) }
      // Not over a rotation that came between.
      changed += (await ctx.db.webhookEndpoint.updateMany({ where: { id, secret }, data })).count
    } catch (err) {
      ctx.log.warn({ err, endpointId: id }, 'the signing secret of an endpoint cannot be read any more')
    }
  }
  return changed
}
