import { type FileHandle, open } from 'node:fs/promises'
import { boxesIn, contentAt } from './box.ts'
import { sampleDescription } from './sample-description.ts'

/** One track of an MP4 file: where its samples lie, in decoding order, and when each is shown. */
export interface EncodedTrack {
  path: string
  /** What a decoder must know before the first sample; equal where samples may follow each other. */
  description: Buffer
  /** Ticks a second. */
  timescale: number
  sizes: Uint32Array
  offsets: Float64Array
  /** When each sample is decoded and shown, in ticks; 0 is where the first shown sample begins. */
  dts: Float64Array
  pts: Float64Array
  /** 1 where decoding can begin. */
  sync: Uint8Array
  /** Sum of the samples' durations, in ticks. */
  durationTicks: number
  /** Whether all of its samples are shown, from the first on; not when an edit list leaves some out. */
  whole: boolean
}

/** Larger indexes are not of files that we make: an hour of film has one of some 2 MB. */
const maxIndexBytes = 64 * 1024 * 1024
/** Three hours at 60 frames a second, four times over. */
const maxSamples = 2_592_000

/**
 * Reads the index of an MP4 file, without its media. Made for files that FFmpeg wrote for us: one sample description
 * a track, an index in one piece (no fragments).
 * @throws Error when the file is none such
 */
export async function readTrack(path: string, handler: 'vide' | 'soun'): Promise<EncodedTrack> {
  const file = await open(path)
  try {
    const moov = await readIndex(file)
    for (const { type, content } of boxesIn(moov)) {
      if (type !== 'trak') continue
      if (contentAt(content, 'mdia/hdlr')?.toString('latin1', 8, 12) === handler) return parseTrack(path, content)
    }
    throw new Error(`${path} has no track of the kind ${handler}`)
  } finally {
    await file.close()
  }
}

async function readIndex(file: FileHandle): Promise<Buffer> {
  const head = Buffer.alloc(16)
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(head, 0, 16, at)
    if (bytesRead < 8) throw new Error('the file has no index')
    const short = head.readUInt32BE(0)
    const size = short === 1 ? Number(head.readBigUInt64BE(8)) : short
    if (size < 8) throw new Error('the file is cut off')
    if (head.toString('latin1', 4, 8) === 'moov') {
      if (size > maxIndexBytes) throw new Error('the index is too large')
      const content = Buffer.alloc(size - 8)
      await file.read(content, 0, content.length, at + 8)
      return content
    }
    at += size
  }
}

function parseTrack(path: string, trak: Buffer): EncodedTrack {
  const part = (where: string): Buffer => {
    const content = contentAt(trak, where)
    if (!content) throw new Error(`${path} has no ${where}`)
    return content
  }
  const table = (type: string): Buffer => part(`mdia/minf/stbl/${type}`)
  const mdhd = part('mdia/mdhd')
  const timescale = mdhd.readUInt32BE(mdhd[0] === 1 ? 20 : 12)
  const sizes = sampleSizes(table('stsz'))
  const stbl = part('mdia/minf/stbl')
  const { dts, durationTicks } = decodeTimes(table('stts'), sizes.length)
  const stsd = table('stsd')
  if (stsd.readUInt32BE(4) !== 1) throw new Error(`${path} has several sample descriptions`)
  return {
    path,
    description: sampleDescription(stsd.subarray(8)),
    timescale,
    sizes,
    offsets: sampleOffsets(stbl, sizes),
    dts,
    ...presentationTimes(contentAt(stbl, 'ctts'), dts, contentAt(trak, 'edts/elst')),
    sync: syncSamples(contentAt(stbl, 'stss'), sizes.length),
    durationTicks,
  }
}

function sampleSizes(stsz: Buffer): Uint32Array {
  const [same, count] = [stsz.readUInt32BE(4), stsz.readUInt32BE(8)]
  if (count > maxSamples) throw new Error('the file has too many samples')
  return Uint32Array.from({ length: count }, (_, i) => same || stsz.readUInt32BE(12 + i * 4))
}

function decodeTimes(stts: Buffer, count: number): { dts: Float64Array; durationTicks: number } {
  const dts = new Float64Array(count)
  let [sample, at] = [0, 0]
  for (let entry = 0; entry < stts.readUInt32BE(4); entry++) {
    const [length, delta] = [stts.readUInt32BE(8 + entry * 8), stts.readUInt32BE(12 + entry * 8)]
    for (let i = 0; i < length && sample < count; i++, at += delta) dts[sample++] = at
  }
  return { dts, durationTicks: at }
}

function presentationTimes(
  ctts: Buffer | undefined,
  dts: Float64Array,
  elst: Buffer | undefined,
): { pts: Float64Array; whole: boolean } {
  const pts = Float64Array.from(dts)
  if (ctts) {
    let sample = 0
    for (let entry = 0; entry < ctts.readUInt32BE(4); entry++) {
      const [length, offset] = [ctts.readUInt32BE(8 + entry * 8), ctts.readInt32BE(12 + entry * 8)]
      for (let i = 0; i < length && sample < pts.length; i++, sample++) pts[sample] = (dts[sample] ?? 0) + offset
    }
  }
  const first = pts.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  return { pts: pts.map((value) => value - first), whole: (elst ? onlyEdit(elst) : 0) === first }
}

/** Where the one edit of a track begins, in its ticks; null when there are several. */
function onlyEdit(elst: Buffer): number | null {
  if (elst.readUInt32BE(4) !== 1) return null
  return elst[0] === 1 ? Number(elst.readBigInt64BE(16)) : elst.readInt32BE(12)
}

function syncSamples(stss: Buffer | undefined, count: number): Uint8Array {
  if (!stss) return new Uint8Array(count).fill(1)
  const sync = new Uint8Array(count)
  for (let i = 0; i < stss.readUInt32BE(4); i++) sync[stss.readUInt32BE(8 + i * 4) - 1] = 1
  return sync
}

function sampleOffsets(stbl: Buffer, sizes: Uint32Array): Float64Array {
  const [narrow, wide, stsc] = [contentAt(stbl, 'stco'), contentAt(stbl, 'co64'), contentAt(stbl, 'stsc')]
  const chunks = (narrow ?? wide)?.readUInt32BE(4) ?? 0
  const startOf = (chunk: number): number =>
    narrow ? narrow.readUInt32BE(8 + chunk * 4) : Number(wide?.readBigUInt64BE(8 + chunk * 8) ?? 0n)
  const runs = stsc?.readUInt32BE(4) ?? 0
  const offsets = new Float64Array(sizes.length)
  let [sample, run] = [0, 0]
  for (let chunk = 0; chunk < chunks; chunk++) {
    while (run + 1 < runs && (stsc?.readUInt32BE(8 + (run + 1) * 12) ?? 0) <= chunk + 1) run++
    let at = startOf(chunk)
    for (let i = stsc?.readUInt32BE(12 + run * 12) ?? 0; i > 0 && sample < sizes.length; i--, sample++) {
      offsets[sample] = at
      at += sizes[sample] ?? 0
    }
  }
  return offsets
}
