import type { SegmentStore } from './segment-store.ts'

/** How the segments of a film are found and made. */
export interface SegmentOptions {
  store: SegmentStore
  /** What each source is, by its checksum. */
  identities: ReadonlyMap<string, string>
  onFraction(fraction: number): void
  /** No segments and no copies: for a film whose pieces did not fit together. */
  inOnePiece?: true
}
