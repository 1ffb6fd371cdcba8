import type { JsonObject, StoryNode } from '../../model.ts'
import { isObject } from '../json/json-value.ts'
import { sortedJson } from '../json/sorted-json.ts'
import type { Passage } from './passage.ts'

/** Width and height of a passage's tile in Twine, in its units. */
export const tileSize = '100,100'

/** What a node keeps of the passage that it was: `metadata.twee`. */
export interface TweeMetadata {
  tags: string[]
  /** Its header's metadata block: position, size, and whatever else stood in it. */
  header: JsonObject | null
  /** Its place in the file, from 0. */
  order: number | null
  /** It hangs under the root only because no links lead to it. */
  loose: boolean
}

/** `metadata.twee` of a passage: `{ tags, position, size, extra, order, loose }`, each only where there is something. */
export function tweeMetadata(passage: Passage, order: number, loose: boolean): JsonObject {
  const { position, size, ...extra } = passage.metadata ?? {}
  return {
    ...(passage.tags.length > 0 && { tags: [...passage.tags] }),
    ...(position !== undefined && { position }),
    ...(size !== undefined && { size }),
    ...(Object.keys(extra).length > 0 && { extra }),
    order,
    ...(loose && { loose }),
  }
}

/** What `tweeMetadata` kept; null for a node that never was a passage. Takes whatever users may have made of it. */
export function readTweeMetadata(node: StoryNode): TweeMetadata | null {
  const { twee } = node.metadata
  if (!isObject(twee)) return null
  const { tags, position, size, extra, order, loose } = twee
  const header = {
    ...(position !== undefined && { position }),
    ...(size !== undefined && { size }),
    ...(isObject(extra) && sortedJson(extra)),
  }
  return {
    tags: Array.isArray(tags) ? (tags.filter((tag) => typeof tag === 'string' && tag !== '') as string[]) : [],
    header: Object.keys(header).length > 0 ? header : null,
    order: typeof order === 'number' ? order : null,
    loose: loose === true,
  }
}

/** Whether a passage's header is the one that an export gave a node which never was a passage. */
export function isGivenHeader({ tags, metadata }: Passage, at: string): boolean {
  if (tags.length > 0 || metadata === null) return false
  return metadata.position === at && metadata.size === tileSize && Object.keys(metadata).length === 2
}
