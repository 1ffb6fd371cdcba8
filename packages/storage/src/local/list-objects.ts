import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isNoSuchFile, sealBytes } from './object-file.ts'

/** Every object under `folder` whose key begins with `prefix`, in the byte order of keys, as S3 lists them. */
export async function* listObjects(
  folder: string,
  prefix: string,
): AsyncGenerator<{ key: string; sizeBytes: number; modifiedAt: Date }> {
  yield* walk(folder, prefix, prefix.slice(0, prefix.lastIndexOf('/') + 1))
}

async function* walk(
  folder: string,
  prefix: string,
  at: string,
): AsyncGenerator<{ key: string; sizeBytes: number; modifiedAt: Date }> {
  const entries = await orNull(readdir(join(folder, at), { withFileTypes: true }))
  // With its slash a folder sorts where its keys belong: `a-b` < `a/x` < `a0`.
  const names = (entries ?? []).flatMap((e) => (e.isDirectory() ? [`${e.name}/`] : e.isFile() ? [e.name] : []))
  for (const name of names.sort()) {
    const key = at + name
    if (name.endsWith('/')) {
      if (key.startsWith(prefix) || prefix.startsWith(key)) yield* walk(folder, prefix, key)
    } else if (key.startsWith(prefix)) {
      const stat = await orNull(lstat(join(folder, key)))
      if (stat && stat.size >= sealBytes) yield { key, sizeBytes: stat.size - sealBytes, modifiedAt: stat.mtime }
    }
  }
}

/** What was deleted while we looked is not there. */
function orNull<T>(promise: Promise<T>): Promise<T | null> {
  return promise.catch((error: unknown) => {
    if (isNoSuchFile(error)) return null
    throw error
  })
}
