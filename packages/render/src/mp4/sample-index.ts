import { box, fullBox, long, words } from './box.ts'
import type { Run, SampleRow } from './film-tracks.ts'

/** One track of a film as its index tells it. */
export interface TrackIndex {
  kind: 'video' | 'sound'
  description: Buffer
  timescale: number
  /** Ticks of every sample. */
  sampleTicks: number
  /** Samples, all runs laid out. */
  count: number
  sizes: Uint32Array
  /** How much later each sample is shown than decoded, in samples; null when all are shown as they come. */
  delays: Int32Array | null
  /** Numbers of the samples where decoding can begin, from 1; null when it can everywhere. */
  sync: Uint32Array | null
  /** Ticks at the beginning that are not shown. */
  skippedTicks: number
  widthPx: number
  heightPx: number
}

export interface Laid {
  run: Run
  row: SampleRow
}

/** The samples of all runs in a row. */
export function layOut(
  laid: readonly Laid[],
): Pick<TrackIndex, 'count' | 'sizes' | 'delays' | 'sync'> & { lag: number } {
  const count = laid.reduce((sum, { row, run }) => sum + row.count * run.times, 0)
  const lag = laid.reduce(
    (most, { row }) => row.order.reduce((lagging, frame, i) => Math.max(lagging, i - frame), most),
    0,
  )
  const sizes = new Uint32Array(count)
  const delays = new Int32Array(count)
  const sync: number[] = []
  let at = 0
  for (const { row, run } of laid) {
    for (let time = 0; time < run.times; time++, at += row.count) {
      sizes.set(row.sizes, at)
      for (let i = 0; i < row.count; i++) {
        delays[at + i] = (row.order[i] ?? 0) - i + lag
        if (row.sync[i] === 1) sync.push(at + i + 1)
      }
    }
  }
  const everywhere = sync.length === count
  return {
    count,
    sizes,
    delays: delays.some((delay) => delay !== 0) ? delays : null,
    sync: everywhere ? null : Uint32Array.from(sync),
    lag,
  }
}

/** Which samples lie together in the file: `perChunk` of them, the last chunk has what is left. */
export interface Chunks {
  perChunk: readonly number[]
  /** Where each begins in the file. */
  offsets: Float64Array
}

/** The `stbl` of a track: what each sample is, when, how large and where. */
export function sampleTable(track: TrackIndex, chunks: Chunks, wide: boolean): Buffer {
  return box(
    'stbl',
    fullBox('stsd', 0, 0, words(1), track.description),
    fullBox('stts', 0, 0, words(1, track.count, track.sampleTicks)),
    ...(track.sync ? [fullBox('stss', 0, 0, words(track.sync.length), numbers(track.sync))] : []),
    ...(track.delays ? [compositionOffsets(track.delays, track.sampleTicks)] : []),
    samplesToChunks(chunks.perChunk),
    fullBox('stsz', 0, 0, words(0, track.count), numbers(track.sizes)),
    wide
      ? fullBox('co64', 0, 0, words(chunks.offsets.length), Buffer.concat([...chunks.offsets].map(long)))
      : fullBox('stco', 0, 0, words(chunks.offsets.length), numbers(chunks.offsets)),
  )
}

function compositionOffsets(delays: Int32Array, sampleTicks: number): Buffer {
  const entries: number[] = []
  for (let i = 0; i < delays.length; ) {
    let end = i + 1
    while (end < delays.length && delays[end] === delays[i]) end++
    entries.push(end - i, (delays[i] ?? 0) * sampleTicks)
    i = end
  }
  return fullBox('ctts', 0, 0, words(entries.length / 2), numbers(entries))
}

function samplesToChunks(perChunk: readonly number[]): Buffer {
  const entries: number[] = []
  perChunk.forEach((count, chunk) => {
    if (count !== perChunk[chunk - 1]) entries.push(chunk + 1, count, 1)
  })
  return fullBox('stsc', 0, 0, words(entries.length / 3), numbers(entries))
}

function numbers(values: ArrayLike<number>): Buffer {
  const buffer = Buffer.alloc(values.length * 4)
  for (let i = 0; i < values.length; i++) buffer.writeUInt32BE(values[i] ?? 0, i * 4)
  return buffer
}

/** Unity, as the headers of film and track want it. */
export const unityMatrix = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
