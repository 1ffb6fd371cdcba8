import type { AppError } from '@cronicl/core'

/** What a provider is asked to draw. */
export interface ImageRequest {
  prompt: string
  widthPx: number
  heightPx: number
  /** The same seed and prompt give the same picture, where the provider can promise that. */
  seed?: number
}

/**
 * A provider's own name for work in progress: plain JSON that only it reads. It is stored with the job, so that any
 * process can ask for the work's state later.
 */
export type Operation = Readonly<Record<string, string | number | boolean | null>>

export interface Output {
  bytes: Uint8Array
  mimeType: string
}

/** What a provider says of its work. A failure is a value: the house decides what becomes of it. */
export type OperationStatus =
  | { state: 'pending'; progress?: number }
  | { state: 'succeeded'; outputs: Output[]; costMicroUsd: number }
  | { state: 'failed'; error: AppError; costMicroUsd: number }

/**
 * One AI provider. It *starts* work and *tells* of it; the house waits, retries, downloads and charges. `start` is sent
 * at most once for an attempt and must not retry by itself: a create is paid for.
 */
export interface ImageProvider {
  readonly name: string
  start(request: ImageRequest, options: { attemptId: string; signal: AbortSignal }): Promise<Operation>
  status(operation: Operation, options: { signal: AbortSignal }): Promise<OperationStatus>
}
