/** Boxes of the ISO base media file format (ISO/IEC 14496-12), as they are written and found again. */

/** A box: its size, its four letters, what is in it. */
export function box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + content.reduce((sum, part) => sum + part.byteLength, 0), 0)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, ...content])
}

/** A box that begins with a version and flags. */
export function fullBox(type: string, version: number, flags: number, ...content: readonly Uint8Array[]): Buffer {
  return box(type, words((version << 24) | flags), ...content)
}

/** Numbers of 32 bits. */
export function words(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4)
  values.forEach((value, i) => buffer.writeUInt32BE(value >>> 0, i * 4))
  return buffer
}

/** Numbers of 16 bits. */
export function halves(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2)
  values.forEach((value, i) => buffer.writeUInt16BE(value & 0xffff, i * 2))
  return buffer
}

/** A number of 64 bits. */
export function long(value: number): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64BE(BigInt(value))
  return buffer
}

export interface FoundBox {
  type: string
  /** What is in it. */
  content: Buffer
}

/** The boxes that stand one after the other in `content`; what is broken ends the list. */
export function* boxesIn(content: Buffer): Generator<FoundBox> {
  for (let at = 0; at + 8 <= content.length; ) {
    const size = content.readUInt32BE(at)
    if (size < 8 || at + size > content.length) return
    yield { type: content.toString('latin1', at + 4, at + 8), content: content.subarray(at + 8, at + size) }
    at += size
  }
}

/** The content of the first box at a path such as `mdia/minf/stbl`; undefined when there is none. */
export function contentAt(content: Buffer, path: string): Buffer | undefined {
  let here: Buffer | undefined = content
  for (const type of path.split('/')) {
    if (!here) return undefined
    here = firstOf(here, type)
  }
  return here
}

function firstOf(content: Buffer, type: string): Buffer | undefined {
  for (const found of boxesIn(content)) if (found.type === type) return found.content
  return undefined
}
