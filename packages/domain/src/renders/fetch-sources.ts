import type { DomainContext } from '../context.ts'
import type { RenderSources } from './find-sources.ts'

export interface FetchOptions {
  workDir: string
  signal: AbortSignal
  /** Hears how much of all sources is there, 0 to 1. */
  tell?: (fraction: number) => void
}

/** Brings each source to local disk once, however often the document uses it: the path of each by its `src`. */
export async function fetchSources(
  { blobs }: Pick<DomainContext, 'blobs'>,
  sources: RenderSources,
  { workDir, signal, tell }: FetchOptions,
): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const [src, { key, extension }] of sources) {
    tell?.(files.size / sources.size)
    const path = `${workDir}/source-${files.size}.${extension}`
    await blobs.download(key, path, { signal })
    files.set(src, path)
  }
  return files
}
