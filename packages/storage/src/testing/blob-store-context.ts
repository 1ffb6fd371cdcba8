import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { BlobHead, BlobStore, UnfinishedSweep } from '../blob-store.ts'

export interface BlobStoreHarness {
  /** Its `list` must need more than one page for seven keys, if it has pages at all. */
  store: BlobStore & UnfinishedSweep
  /** Turns the clock by which links expire. */
  advance(ms: number): void
  close(): Promise<void>
}

export const mib = 1024 * 1024
export const png = { contentType: 'image/png' }
export const noTraces = { head: null, unfinished: 0 }

/** What the tests of the contract share: one store and one folder for all of them, and a key of its own for each. */
export class BlobStoreContext {
  readonly #make: () => Promise<BlobStoreHarness>
  #harness: BlobStoreHarness | undefined
  #folder: string | undefined
  #count = 0

  constructor(make: () => Promise<BlobStoreHarness>) {
    this.#make = make
  }

  async open(): Promise<void> {
    this.#harness = await this.#make()
    this.#folder = await mkdtemp(join(tmpdir(), 'cronicl-contract-'))
  }

  async close(): Promise<void> {
    await this.#harness?.close()
    await rm(this.folder, { recursive: true })
  }

  get store(): BlobStoreHarness['store'] {
    if (!this.#harness) throw new Error('the store is not open')
    return this.#harness.store
  }

  /** An empty folder on the local disk. */
  get folder(): string {
    if (this.#folder === undefined) throw new Error('the store is not open')
    return this.#folder
  }

  advance(ms: number): void {
    this.#harness?.advance(ms)
  }

  newKey(): string {
    return `test/ast_${++this.#count}/original.png`
  }

  async bytesOf(key: string, range?: { start: number; end?: number }): Promise<Buffer> {
    return await buffer((await this.store.read(key, range)).body)
  }

  /** What there is of an object and of unfinished writes. */
  async tracesOf(key: string): Promise<{ head: BlobHead | null; unfinished: number }> {
    const unfinished = await this.store.sweepUnfinished(new Date('2999-01-01T00:00:00Z'))
    return { head: await this.store.head(key), unfinished }
  }
}
