import { fromResponse } from './cronicl-error.ts'
import type { Fetch } from './links.ts'
import { putWithFetch, putWithXhr } from './put-bytes.ts'
import type { Api } from './trpc-client.ts'
import type { Asset } from './types.ts'

export interface UploadOptions {
  /** Bytes sent so far; called at least at the end. */
  onProgress?: (progress: { sentBytes: number; totalBytes: number }) => void
  signal?: AbortSignal
  /** For a Blob that has no name of its own. */
  fileName?: string
}

/**
 * Sends a file to the library and returns its asset. The bytes go straight to where they are kept. Pictures are ready
 * at once; for video and sound wait for the asset's `jobId`.
 */
export async function uploadFile(api: Api, fetch: Fetch, file: Blob, options: UploadOptions = {}): Promise<Asset> {
  const fileName = options.fileName ?? (file as Partial<File>).name ?? 'untitled'
  const promise = await api.media.createUpload.mutate(
    { fileName, mimeType: file.type || 'application/octet-stream', sizeBytes: file.size },
    options.signal ? { signal: options.signal } : {},
  )
  const put = { url: promise.url, headers: promise.headers, body: file, ...options }
  const sent = typeof XMLHttpRequest === 'undefined' ? await putWithFetch(fetch, put) : await putWithXhr(put)
  if (!sent.ok) throw await fromResponse(sent)
  return api.media.completeUpload.mutate(
    { uploadId: promise.uploadId },
    options.signal ? { signal: options.signal } : {},
  )
}
