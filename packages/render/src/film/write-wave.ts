import { type FileHandle, open } from 'node:fs/promises'
import { openPieces } from '../mp4/pieces.ts'
import { audioRateHz } from '../plan/rational.ts'
import { aacSamples } from '../plan/sound-segments.ts'
import type { SoundPiece } from './encode-sounds.ts'

const channels = 2
const sampleBytes = channels * 2
/** Pieces are copied in parts of this size. */
const partBytes = 4 * 1024 * 1024

export interface Wave {
  output: string
  /** Of the whole; the last piece may hold more. */
  samples: number
  signal: AbortSignal
}

/** Puts uncompressed pieces of sound in a row, as a WAV of 16 bits and two channels, to the sample. */
export async function writeWave(pieces: readonly SoundPiece[], { output, samples, signal }: Wave): Promise<void> {
  await using sources = openPieces()
  const file = await open(output, 'w')
  try {
    await file.write(waveHead(samples * sampleBytes))
    for (const { segment, path } of pieces) {
      const from = segment.fromFrame * aacSamples
      const to = Math.min(samples, segment.toFrame * aacSamples)
      const skipped = segment.leadFrames * aacSamples * sampleBytes
      for (let at = 0; at < (to - from) * sampleBytes; at += partBytes) {
        signal.throwIfAborted()
        const length = Math.min(partBytes, (to - from) * sampleBytes - at)
        await writeAll(file, await sources.read(path, skipped + at, length))
      }
    }
  } finally {
    await file.close()
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten
}

function waveHead(dataBytes: number): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + dataBytes, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(audioRateHz, 24)
  head.writeUInt32LE(audioRateHz * sampleBytes, 28)
  head.writeUInt16LE(sampleBytes, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(dataBytes, 40)
  return head
}
