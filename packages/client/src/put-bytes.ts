import { CroniclError } from './cronicl-error.ts'
import type { Fetch } from './links.ts'

export interface Put {
  url: string
  headers: Record<string, string>
  body: Blob
  onProgress?: (progress: { sentBytes: number; totalBytes: number }) => void
  signal?: AbortSignal
}

const chunkBytes = 256 * 1024

/** Node and edge runtimes: the body is a stream that counts what is taken from it. */
export async function putWithFetch(fetch: Fetch, put: Put): Promise<Response> {
  const totalBytes = put.body.size
  let sentBytes = 0
  const count = new TransformStream<Uint8Array, Uint8Array>(
    {
      transform(chunk, controller) {
        sentBytes += chunk.byteLength
        controller.enqueue(chunk)
        put.onProgress?.({ sentBytes, totalBytes })
      },
    },
    { highWaterMark: chunkBytes, size: (chunk) => chunk?.byteLength ?? 0 },
  )
  const init: RequestInit & { duplex: 'half' } = {
    method: 'PUT',
    // A stream has no length by itself, and the signature asks for one.
    headers: { ...put.headers, 'content-length': String(totalBytes) },
    body: put.body.stream().pipeThrough(count),
    duplex: 'half',
    ...(put.signal ? { signal: put.signal } : {}),
  }
  return fetch(put.url, init).catch((cause: unknown) => {
    put.signal?.throwIfAborted()
    throw broken(cause)
  })
}

/** Browsers: only XMLHttpRequest tells how much has been sent. */
export function putWithXhr(put: Put): Promise<Response> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.open('PUT', put.url)
    for (const [name, value] of Object.entries(put.headers))
      if (name.toLowerCase() !== 'content-length') xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = (event) => put.onProgress?.({ sentBytes: event.loaded, totalBytes: put.body.size })
    xhr.onload = () => resolve(new Response(xhr.responseText || null, { status: xhr.status }))
    xhr.onerror = () => reject(broken())
    xhr.onabort = () => reject(put.signal?.reason ?? new DOMException('The upload was stopped.', 'AbortError'))
    put.signal?.addEventListener('abort', () => xhr.abort(), { once: true })
    if (put.signal?.aborted) xhr.abort()
    else xhr.send(put.body)
  })
}

function broken(cause?: unknown): CroniclError {
  return new CroniclError('NETWORK_ERROR', 'The upload broke off. Check the connection, then send the file again.', {
    cause,
  })
}
