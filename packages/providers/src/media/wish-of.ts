import type { MediaRequest, MediaWish } from './contract.ts'

/** A request without its pictures: what a model's plan is made of. */
export function wishOf(request: MediaRequest): MediaWish {
  if (request.kind === 'image') return { ...request, references: request.references.length }
  const { startFrame, endFrame, ...rest } = request
  return { ...rest, startFrame: startFrame !== undefined, endFrame: endFrame !== undefined }
}
