import { keys } from '@cronicl/storage'
import type { DomainContext } from '../../context.ts'
import { extensionOf, frameTypes } from './frame-format.ts'

/** Where a stored frame lies; null when the user has none of this id. */
export async function findInputKey(
  { blobs }: Pick<DomainContext, 'blobs'>,
  userId: string,
  inputId: string,
): Promise<string | null> {
  const heads = frameTypes.map((type) => blobs.head(keys.input(userId, inputId, extensionOf(type))))
  return (await Promise.all(heads)).find((head) => head !== null)?.key ?? null
}
