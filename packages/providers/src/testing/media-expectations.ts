import { inspect } from 'node:util'
import { expect } from 'vitest'
import { type MediaUnderTest, linkCanary, promptCanary, quotedCanary } from './media-harness.ts'

/** Neither what the upstream quotes nor what we sent in confidence. */
export function expectNothingTold(value: unknown, { key }: Pick<MediaUnderTest, 'key'>): void {
  const told = inspect(value, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null })
  for (const secret of [key, promptCanary, linkCanary, quotedCanary]) expect(told).not.toContain(secret)
}
