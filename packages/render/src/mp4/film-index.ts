import { box, fullBox, halves, words } from './box.ts'
import { type Chunks, type TrackIndex, sampleTable, unityMatrix } from './sample-index.ts'

export interface FilmIndex {
  /** Ticks a second of the film's own clock. */
  timescale: number
  durationTicks: number
  tracks: readonly TrackIndex[]
}

/** What the file says that it is: a film, one for QuickTime, or sound alone. */
export type Brand = 'mp4' | 'mov' | 'm4a'

const brands: Record<Brand, { major: string; compatible: string }> = {
  mp4: { major: 'isom', compatible: 'isomiso2avc1mp41' },
  mov: { major: 'qt  ', compatible: 'qt  ' },
  m4a: { major: 'M4A ', compatible: 'M4A isomiso2mp41' },
}

export function fileType(brand: Brand): Buffer {
  const { major, compatible } = brands[brand]
  return box('ftyp', Buffer.from(major, 'latin1'), words(512), Buffer.from(compatible, 'latin1'))
}

/** The film's `moov`. Its size does not depend on where the chunks lie, only on `wide`, the size of their offsets. */
export function filmIndex(film: FilmIndex, chunks: readonly Chunks[], wide: boolean): Buffer {
  const header = fullBox(
    'mvhd',
    0,
    0,
    words(0, 0, film.timescale, film.durationTicks, 0x10000),
    halves(0x0100, 0),
    words(0, 0),
    unityMatrix,
    words(0, 0, 0, 0, 0, 0, film.tracks.length + 1),
  )
  return box(
    'moov',
    header,
    ...film.tracks.map((track, i) => trackBox(film, track, { number: i + 1, chunks: chunks[i] as Chunks, wide })),
  )
}

function trackBox(film: FilmIndex, track: TrackIndex, at: { number: number; chunks: Chunks; wide: boolean }): Buffer {
  const isVideo = track.kind === 'video'
  return box(
    'trak',
    // Flags: enabled, and part of the presentation.
    fullBox(
      'tkhd',
      0,
      3,
      words(0, 0, at.number, 0, film.durationTicks, 0, 0),
      halves(0, isVideo ? 0 : 1, isVideo ? 0 : 0x0100, 0),
      unityMatrix,
      words(track.widthPx << 16, track.heightPx << 16),
    ),
    box('edts', fullBox('elst', 0, 0, words(1, film.durationTicks, track.skippedTicks, 0x10000))),
    box(
      'mdia',
      fullBox('mdhd', 0, 0, words(0, 0, track.timescale, track.count * track.sampleTicks), halves(0x55c4, 0)),
      fullBox(
        'hdlr',
        0,
        0,
        words(0),
        Buffer.from(isVideo ? 'vide' : 'soun', 'latin1'),
        words(0, 0, 0),
        Buffer.from(isVideo ? 'Video\0' : 'Sound\0', 'latin1'),
      ),
      box(
        'minf',
        isVideo ? fullBox('vmhd', 0, 1, halves(0, 0, 0, 0)) : fullBox('smhd', 0, 0, halves(0, 0)),
        box('dinf', fullBox('dref', 0, 0, words(1), fullBox('url ', 0, 1))),
        sampleTable(track, at.chunks, at.wide),
      ),
    ),
  )
}
