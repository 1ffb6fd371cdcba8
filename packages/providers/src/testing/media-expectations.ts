import { inspect } from 'node:util'
import { expect } from 'vitest'
import type { MediaRequest, MediaWish } from '../media/contract.ts'
import { type MediaUnderTest, linkCanary, promptCanary, quotedCanary } from './media-harness.ts'

/** Neither what the upstream quotes nor what we sent in confidence. */
export function expectNothingTold(value: unknown, { key }: Pick<MediaUnderTest, 'key'>): void {
  const told = inspect(value, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null })
  for (const secret of [key, promptCanary, linkCanary, quotedCanary]) expect(told).not.toContain(secret)
}

/** The request before its pictures are at hand. */
export function toWish(request: MediaRequest): MediaWish {
  if (request.kind === 'image') return { ...request, references: request.references.length }
  const { startFrame, endFrame, ...rest } = request
  return { ...rest, startFrame: startFrame !== undefined, endFrame: endFrame !== undefined }
}
