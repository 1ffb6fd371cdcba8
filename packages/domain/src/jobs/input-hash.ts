import { createHash } from 'node:crypto'

/**
 * What tells two requests under one idempotency key apart: SHA-256 (hex) of the kind and the input, whatever the order
 * of its keys. Fields that are undefined are as good as absent.
 */
export function inputHash(kind: string, input: unknown): string {
  return createHash('sha256')
    .update(stableJson([kind, input]))
    .digest('hex')
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
