import { isId } from '@cronicl/core'

/** What a request names a frame by. Whatever is neither of the others is looked for in the library. */
export type FrameRef = { kind: 'asset'; id: string } | { kind: 'input'; id: string } | { kind: 'url'; url: string }

export function frameRefOf(ref: string): FrameRef {
  if (/^https?:\/\//i.test(ref)) return { kind: 'url', url: ref }
  return isId('inputFile', ref) ? { kind: 'input', id: ref } : { kind: 'asset', id: ref }
}
