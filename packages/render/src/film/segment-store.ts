/** Where encoded segments are kept between renders, and between the attempts of one. Losing one costs time alone. */
export interface SegmentStore {
  /** Puts the segment at `path`, where it stays whatever becomes of the store's own; false when there is none. */
  fetch(key: string, path: string): Promise<boolean>
  /** Keeps a copy of the segment at `path`. */
  keep(key: string, path: string): Promise<void>
}

/** Keeps nothing. */
export const noSegments: SegmentStore = {
  fetch: async () => false,
  keep: async () => {},
}
