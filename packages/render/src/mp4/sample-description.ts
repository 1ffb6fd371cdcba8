import { box, boxesIn } from './box.ts'

/** Bytes of a sample entry before its boxes: those that all entries have, and the fields of pictures or of sound. */
const headBytes = { avc1: 78, mp4a: 28 } as const

/**
 * A sample description with what a decoder must know and nothing else: two pieces can follow each other in one track
 * when these are equal. What FFmpeg says besides, the bit rates of that one file, is left out.
 * @throws Error for another codec than H.264 or AAC
 */
export function sampleDescription(stsd: Buffer): Buffer {
  const [entry] = boxesIn(stsd)
  if (entry?.type !== 'avc1' && entry?.type !== 'mp4a') throw new Error(`not a codec of films: ${entry?.type}`)
  const head = entry.content.subarray(0, headBytes[entry.type])
  const boxes = [...boxesIn(entry.content.subarray(head.length))].filter(({ type }) => type !== 'btrt')
  return box(
    entry.type,
    head,
    ...boxes.map(({ type, content }) => box(type, type === 'esds' ? withoutBitRates(content) : content)),
  )
}

/** Tags of ISO/IEC 14496-1, 7.2.2.1. */
const [streamTag, decoderTag] = [0x03, 0x04]

function withoutBitRates(esds: Buffer): Buffer {
  const copy = Buffer.from(esds)
  // Version and flags, then a descriptor of the stream that holds one of the decoder.
  for (let at = 4; at + 2 < copy.length; ) {
    const tag = copy[at]
    const body = afterLength(copy, at + 1)
    if (tag === decoderTag) {
      copy.fill(0, body + 2, body + 13)
      return copy
    }
    at = tag === streamTag ? body + 3 : copy.length
  }
  return copy
}

/** A length has seven bits a byte; the last byte's first bit is clear. */
function afterLength(bytes: Buffer, at: number): number {
  let end = at
  while (((bytes[end] ?? 0) & 0x80) !== 0) end++
  return end + 1
}
