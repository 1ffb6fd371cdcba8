import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type BlobStoreContext, mib, noTraces, png } from './blob-store-context.ts'
import { peakOf } from './peak-memory.ts'

/** What goes wrong while writing leaves nothing, and memory stays bounded. */
export function testWrites(context: BlobStoreContext): void {
  test('a key that is no key is refused before anything happens', async () => {
    for (const key of [
      '',
      '/etc/passwd',
      '../x',
      'a/../b',
      'a//b',
      'a/.',
      'a\\b',
      'a b',
      'a/ü',
      'a\0',
      'x'.repeat(600),
    ]) {
      await expect(context.store.put(key, Buffer.from('x'), png)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
      await expect(context.store.read(key)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    }
    await expect(
      context.store.put(context.newKey(), Buffer.from('x'), { contentType: 'a\r\nb: c' }),
    ).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
  })

  test('a source that fails leaves nothing, in the first part or in a later one', async () => {
    for (const size of [100_000, 20 * mib]) {
      const key = context.newKey()
      const failing = Readable.from(
        (function* () {
          for (let sent = 0; sent < size; sent += 100_000) yield Buffer.alloc(100_000)
          throw new Error('the source broke')
        })(),
      )
      await expect(context.store.put(key, failing, png)).rejects.toThrow('the source broke')
      expect(await context.tracesOf(key)).toEqual(noTraces)
    }
  })

  test('a source that fails at once, or has failed already, is an ordinary failure', async () => {
    const key = context.newKey()
    for (const when of [(fail: () => void) => fail(), process.nextTick, setImmediate]) {
      const source = new Readable({ read() {} })
      when(() => source.destroy(new Error('gone')))
      await expect(context.store.put(key, source, png)).rejects.toThrow('gone')
      expect(await context.tracesOf(key)).toEqual(noTraces)
    }
  })

  test('an abort while the source stalls rejects with its reason and leaves nothing', async () => {
    for (const size of [100_000, 20 * mib]) {
      const key = context.newKey()
      const controller = new AbortController()
      let sent = 0
      const stalling = new Readable({
        read() {
          if (sent < size) {
            sent += 100_000
            this.push(Buffer.alloc(100_000))
          } else controller.abort(new Error('the user left'))
        },
      })
      const { signal } = controller
      await expect(context.store.put(key, stalling, { ...png, signal })).rejects.toThrow('the user left')
      expect(stalling.destroyed).toBe(true)
      expect(await context.tracesOf(key)).toEqual(noTraces)
    }
  })

  test('an abort before the start reads nothing', async () => {
    const signal = AbortSignal.abort(new Error('too late'))
    for (const body of [Readable.from([Buffer.from('x')]), Buffer.from('x')]) {
      const key = context.newKey()
      await expect(context.store.put(key, body, { ...png, signal })).rejects.toThrow('too late')
      expect(await context.tracesOf(key)).toEqual(noTraces)
    }
  })

  test('of writers that race for a key one wins whole', async () => {
    const key = context.newKey()
    const bodies = Array.from({ length: 6 }, (_, i) => Buffer.alloc(300_000 + i, `${i}`))
    await Promise.all(
      bodies.map((body, i) => context.store.put(key, Readable.from([body]), { contentType: `image/x-${i}` })),
    )
    const { sizeBytes = 0, contentType } = (await context.store.head(key)) ?? {}
    const winner = sizeBytes - 300_000
    expect(contentType).toBe(`image/x-${winner}`)
    expect((await context.bytesOf(key)).equals(bodies[winner] as Buffer)).toBe(true)
  })

  test('a body of 64 MiB passes through in bounded memory, in and out', async () => {
    const key = context.newKey()
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const peak = await peakOf(async (sample) => {
      const source = Readable.from(
        (async function* () {
          for (let i = 0; i < 1024; i++) {
            if (i % 128 === 0) sample()
            yield chunk
            await nextTurn()
          }
        })(),
      )
      await context.store.put(key, source, { contentType: 'video/mp4' })
      sample()
      let sizeBytes = 0
      for await (const piece of (await context.store.read(key)).body as AsyncIterable<Buffer>) {
        if (Math.floor(sizeBytes / (8 * mib)) !== Math.floor((sizeBytes + piece.length) / (8 * mib))) sample()
        sizeBytes += piece.length
      }
      expect(sizeBytes).toBe(64 * mib)
    })
    expect(peak).toBeLessThan(40 * mib)
  })
}
