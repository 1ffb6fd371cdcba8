import type { SegmentStore } from './segment-store.ts'

/** How the segments of a film are found and made. */
export interface SegmentOptions {
  store: SegmentStore
  /** What each source is, by its checksum. */
  identities: ReadonlyMap<string, string>
  onFraction(fraction: number): void
}
