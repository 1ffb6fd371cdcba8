import type { InputImage, MediaRequest } from '../media/contract.ts'
import { dataUri, dataUriBytes, inputsTooLarge } from '../media/input-url.ts'

/** All data URIs of a request together (replicate.com/docs/topics/predictions/input-files); advised is 256 KB. */
const limitBytes = 10_000_000

/**
 * The pictures of a request as URLs, in their order: links where Replicate can fetch them from us, else within the
 * request.
 * @throws ProviderError VALIDATION_ERROR when they do not fit into it
 */
export async function readPictures(request: MediaRequest): Promise<string[]> {
  const pictures = picturesOf(request)
  const links = await Promise.all(pictures.map(({ link }) => link()))
  const inline = pictures.filter((_, index) => links[index] === null)
  const bytes = inline.reduce((sum, picture) => sum + dataUriBytes(picture), 0)
  const field = request.kind === 'image' ? 'referenceAssetIds' : 'startFrame'
  if (bytes > limitBytes) throw inputsTooLarge({ provider: 'replicate', field, limitBytes })
  return await Promise.all(pictures.map(async (picture, index) => links[index] ?? (await dataUri(picture))))
}

function picturesOf(request: MediaRequest): readonly InputImage[] {
  if (request.kind === 'image') return request.references
  return [request.startFrame, request.endFrame].filter((frame) => frame !== undefined)
}
