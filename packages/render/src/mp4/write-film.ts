import { type FileHandle, open } from 'node:fs/promises'
import { box } from './box.ts'
import { type Brand, type FilmIndex, fileType, filmIndex } from './film-index.ts'
import { type PictureRuns, type Run, type SoundRuns, pictureRow, soundRow } from './film-tracks.ts'
import { openPieces } from './pieces.ts'
import { type Chunks, type Laid, type TrackIndex, layOut } from './sample-index.ts'
import { UnfitPiece } from './unfit-piece.ts'

export interface FilmFile {
  output: string
  /** Null for sound alone. */
  picture: (PictureRuns & { widthPx: number; heightPx: number }) | null
  sound: FilmSound | null
  brand?: Brand
  signal: AbortSignal
  onFraction?: (fraction: number) => void
}

export interface FilmSound extends SoundRuns {
  /** What is heard, where there is no picture that says how long the film is. */
  samples?: number
}

export interface WrittenFilm {
  /** Of the pictures. */
  frames: number
  sizeBytes: number
}

/** Pictures and sound of about this long lie together, so that a player reads forwards. */
const chunkS = 1
const gatherBytes = 4 * 1024 * 1024
/** Largest offset that 32 bits hold. */
const narrowBytes = 0xffff_ffff

/**
 * Writes a film from encoded pieces without touching their samples: an MP4 whose index stands first (it plays while it
 * loads), on one uniform grid of frames. A piece may be used any number of times. Memory does not grow with the film but
 * by some 20 bytes a frame.
 * @throws Error when a piece is not whole frames in a row, or its decoder's setup differs from the others'
 */
export async function writeFilm(film: FilmFile): Promise<WrittenFilm> {
  const tracks = [
    ...(film.picture ? [pictureTrack(film.picture)] : []),
    ...(film.sound ? [soundTrack(film.sound)] : []),
  ]
  const head = fileType(film.brand ?? 'mp4')
  const lengths = tracks.map(({ index }) => chunkLengths(index))
  const order = interleave(lengths)
  const mediaBytes = tracks.reduce((sum, { index }) => sum + index.sizes.reduce((all, size) => all + size, 0), 0)
  const wide = mediaBytes + 64 * 1024 * 1024 > narrowBytes
  const description: FilmIndex = { ...lengthOf(tracks, film.sound), tracks: tracks.map(({ index }) => index) }
  const blank = lengths.map((perChunk): Chunks => ({ perChunk, offsets: new Float64Array(perChunk.length) }))
  const indexBytes = filmIndex(description, blank, wide).length
  const mediaHead = mediaBytes + 16 > narrowBytes ? wideMediaHead(mediaBytes) : box('mdat')
  if (mediaHead.length === 8) mediaHead.writeUInt32BE(8 + mediaBytes, 0)
  const mediaAt = head.length + indexBytes + mediaHead.length
  placeChunks(order, tracks, blank, mediaAt)
  const file = await open(film.output, 'w')
  try {
    await file.write(Buffer.concat([head, filmIndex(description, blank, wide), mediaHead]))
    await copySamples(file, film, { tracks, lengths, order, mediaBytes })
  } finally {
    await file.close()
  }
  return { frames: film.picture ? (tracks[0]?.index.count ?? 0) : 0, sizeBytes: mediaAt + mediaBytes }
}

/** The pictures say how long the film is; without any, what is heard. */
function lengthOf(tracks: readonly Track[], sound: FilmSound | null): Omit<FilmIndex, 'tracks'> {
  const [first] = tracks
  if (!first) throw new Error('a film has pictures or sound')
  const { kind, timescale, count, sampleTicks, skippedTicks } = first.index
  const wholeTicks = count * sampleTicks
  return { timescale, durationTicks: kind === 'video' ? wholeTicks : (sound?.samples ?? wholeTicks - skippedTicks) }
}

interface Track {
  index: TrackIndex
  laid: Laid[]
}

function pictureTrack(picture: NonNullable<FilmFile['picture']>): Track {
  const laid = picture.runs.map((run) => ({ run, row: pictureRow(run, picture) }))
  const { lag, ...samples } = layOut(laid)
  return {
    laid,
    index: {
      kind: 'video',
      description: sameDescription(picture.runs),
      timescale: picture.timescale,
      sampleTicks: picture.frameTicks,
      ...samples,
      skippedTicks: lag * picture.frameTicks,
      widthPx: picture.widthPx,
      heightPx: picture.heightPx,
    },
  }
}

function soundTrack(sound: SoundRuns): Track {
  const laid = sound.runs.map((run) => ({ run, row: soundRow(run) }))
  const { lag: _, ...samples } = layOut(laid)
  return {
    laid,
    index: {
      kind: 'sound',
      description: sameDescription(sound.runs),
      timescale: sound.rateHz,
      sampleTicks: 1024,
      ...samples,
      skippedTicks: sound.primingSamples,
      widthPx: 0,
      heightPx: 0,
    },
  }
}

/** A decoder is set up once for the whole film. */
function sameDescription(runs: readonly Run[]): Buffer {
  const first = runs[0]?.track
  if (!first) throw new Error('a track has samples')
  const other = runs.find(({ track }) => !track.description.equals(first.description))
  if (other) throw new UnfitPiece(`${other.track.path} was encoded otherwise than ${first.path}`)
  return first.description
}

function chunkLengths({ count, timescale, sampleTicks }: TrackIndex): number[] {
  const perChunk = Math.max(1, Math.round((chunkS * timescale) / sampleTicks))
  const whole = Math.floor(count / perChunk)
  const rest = count - whole * perChunk
  return [...Array.from({ length: whole }, () => perChunk), ...(rest > 0 ? [rest] : [])]
}

/** Chunk by chunk, the tracks in turns: which track's chunk comes next in the file. */
function interleave(lengths: readonly number[][]): number[] {
  const longest = Math.max(...lengths.map((list) => list.length))
  return Array.from({ length: longest }, (_, chunk) =>
    lengths.flatMap((list, track) => (chunk < list.length ? [track] : [])),
  ).flat()
}

function placeChunks(
  order: readonly number[],
  tracks: readonly Track[],
  chunks: readonly Chunks[],
  mediaAt: number,
): void {
  const next = tracks.map(() => ({ chunk: 0, sample: 0 }))
  let at = mediaAt
  for (const track of order) {
    const { index } = tracks[track] as Track
    const { perChunk, offsets } = chunks[track] as Chunks
    const place = next[track] as { chunk: number; sample: number }
    offsets[place.chunk] = at
    const end = place.sample + (perChunk[place.chunk] ?? 0)
    for (; place.sample < end; place.sample++) at += index.sizes[place.sample] ?? 0
    place.chunk++
  }
}

/** An `mdat` of more than 4 GiB has its size in 64 bits. */
function wideMediaHead(mediaBytes: number): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt32BE(1, 0)
  head.write('mdat', 4, 'latin1')
  head.writeBigUInt64BE(BigInt(mediaBytes + 16), 8)
  return head
}

interface Copy {
  tracks: readonly Track[]
  lengths: readonly number[][]
  order: readonly number[]
  mediaBytes: number
}

async function copySamples(
  file: FileHandle,
  film: FilmFile,
  { tracks, lengths, order, mediaBytes }: Copy,
): Promise<void> {
  await using pieces = openPieces()
  const walks = tracks.map(({ laid }) => walk(laid))
  const next = tracks.map(() => 0)
  let gathered: Buffer[] = []
  let [bytes, written] = [0, 0]
  const flush = async (): Promise<void> => {
    film.signal.throwIfAborted()
    if (bytes > 0) await file.writev(gathered)
    written += bytes
    film.onFraction?.(written / mediaBytes)
    gathered = []
    bytes = 0
  }
  for (const track of order) {
    let left = lengths[track]?.[next[track] ?? 0] ?? 0
    next[track] = (next[track] ?? 0) + 1
    while (left > 0) {
      const stretch = (walks[track] as ReturnType<typeof walk>).take(left)
      left -= stretch.samples
      gathered.push(await pieces.read(stretch.path, stretch.offset, stretch.length))
      bytes += stretch.length
      if (bytes >= gatherBytes) await flush()
    }
  }
  await flush()
}

interface Stretch {
  path: string
  offset: number
  length: number
  samples: number
}

/** Walks the samples of a track. `take(n)` gives up to `n` of them, as far as they lie together in a piece. */
function walk(laid: readonly Laid[]): { take(most: number): Stretch } {
  let [at, time, sample] = [0, 0, laid[0]?.run.from ?? 0]
  return {
    take: (most) => {
      const run = laid[at]?.run
      if (!run) throw new Error('the film has fewer samples than its index says')
      const { path, offsets, sizes } = run.track
      const offset = offsets[sample] ?? 0
      let [samples, length] = [0, 0]
      while (samples < most && sample < run.to && offsets[sample] === offset + length) {
        length += sizes[sample++] ?? 0
        samples++
      }
      if (sample === run.to) {
        time++
        if (time === run.times) {
          at++
          time = 0
        }
        sample = laid[at]?.run.from ?? 0
      }
      return { path, offset, length, samples }
    },
  }
}
