import { type Asset, CroniclError, type UploadOptions } from '@cronicl/client'
import { createStore } from '../../store.ts'
import { describeError } from '../../ui/describe-error.ts'

export interface UploadItem {
  id: number
  fileName: string
  sizeBytes: number
  /** `checking`: every byte is sent and the server looks at them. */
  state: 'waiting' | 'sending' | 'checking' | 'failed'
  sentBytes: number
  error: string | null
  canRetry: boolean
}

export interface UploadPort {
  upload(file: File, options: UploadOptions): Promise<Asset>
  /** An upload has become an asset. */
  onAsset(asset: Asset): void
  /** No upload is under way any more; how many have arrived since there was none. */
  onIdle(arrived: number): void
}

/** Browsers open six connections to a server; the page needs some for itself. */
const atOnce = 3

/** Uploads one file after the other, a few at a time. What fails stays listed until it is tried again or dismissed. */
export class UploadQueue {
  readonly items = createStore<readonly UploadItem[]>([])
  readonly #port: UploadPort
  readonly #work = new Map<number, { file: File; abort: AbortController }>()
  #lastId = 0
  #arrived = 0

  constructor(port: UploadPort) {
    this.#port = port
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      const id = ++this.#lastId
      this.#work.set(id, { file, abort: new AbortController() })
      this.#list({ id, fileName: file.name, sizeBytes: file.size, ...fresh })
      // A signed upload has at least one byte.
      if (file.size === 0) this.#fail(id, 'The file is empty.', false)
    }
    this.#startNext()
  }

  /** Lists something that cannot be uploaded, and why. */
  refuse(fileName: string, error: string): void {
    const id = ++this.#lastId
    this.#list({ id, fileName, sizeBytes: 0, ...fresh, state: 'failed', error })
  }

  /** Takes an upload from the list, and stops it when it is under way. */
  remove(id: number): void {
    this.#work.get(id)?.abort.abort()
    this.#work.delete(id)
    this.items.set(this.items.get().filter((item) => item.id !== id))
    this.#startNext()
  }

  retry(id: number): void {
    const work = this.#work.get(id)
    if (!work) return
    work.abort = new AbortController()
    this.#patch(id, fresh)
    this.#startNext()
  }

  clear(): void {
    for (const { abort } of this.#work.values()) abort.abort()
    this.#work.clear()
    this.#arrived = 0
    this.items.set([])
  }

  get isBusy(): boolean {
    return this.items.get().some(({ state }) => state !== 'failed')
  }

  #startNext(): void {
    const items = this.items.get()
    const running = items.filter(({ state }) => state === 'sending' || state === 'checking').length
    for (const { id } of items.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, atOnce - running)))
      void this.#send(id)
    if (!this.isBusy && this.#arrived > 0) {
      this.#port.onIdle(this.#arrived)
      this.#arrived = 0
    }
  }

  async #send(id: number): Promise<void> {
    const work = this.#work.get(id)
    if (!work) return
    const { file, abort } = work
    const { signal } = abort
    this.#patch(id, { state: 'sending' })
    try {
      const asset = await this.#port.upload(file, {
        signal,
        onProgress: ({ sentBytes, totalBytes }) =>
          this.#patch(id, { sentBytes, state: sentBytes < totalBytes ? 'sending' : 'checking' }),
      })
      if (signal.aborted) return
      this.#arrived++
      this.#port.onAsset(asset)
      this.remove(id)
    } catch (error) {
      if (signal.aborted) return
      this.#fail(id, describeError(error), !isRefusal(error))
      this.#startNext()
    }
  }

  #list(item: UploadItem): void {
    this.items.set([...this.items.get(), item])
  }

  #fail(id: number, error: string, canRetry: boolean): void {
    this.#patch(id, { state: 'failed', error, canRetry })
  }

  #patch(id: number, change: Partial<UploadItem>): void {
    this.items.set(this.items.get().map((item) => (item.id === id ? { ...item, ...change } : item)))
  }
}

const fresh = { state: 'waiting', sentBytes: 0, error: null, canRetry: false } as const

/** The server has looked at the file and does not want it; sending it again would change nothing. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof CroniclError && ['UNSUPPORTED_MEDIA', 'PAYLOAD_TOO_LARGE', 'VALIDATION_ERROR'].includes(error.code)
  )
}
