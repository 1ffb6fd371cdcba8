import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
} from '@aws-sdk/client-s3'
import type { S3Connection } from './s3-connection.ts'
import { isNotFound } from './s3-errors.ts'

/** Makes the bucket when it is missing. Two processes may do it at once. */
export async function ensureBucket(connection: S3Connection): Promise<void> {
  const { bucket: Bucket } = connection
  const exists = () =>
    connection
      .call((c) => c.send(new HeadBucketCommand({ Bucket })))
      .then(
        () => true,
        (error: unknown) => {
          if (isNotFound(error)) return false
          throw error
        },
      )
  if (await exists()) return
  await connection
    .call((c) => c.send(new CreateBucketCommand({ Bucket })))
    .catch(async (error: unknown) => {
      if (!(await exists())) throw error
    })
}

/** Aborts the multipart uploads that were begun before `before`, with their parts, and says how many. */
export async function sweepUploads(connection: S3Connection, before: Date): Promise<number> {
  const { bucket: Bucket } = connection
  let swept = 0
  let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}
  for (;;) {
    const command = new ListMultipartUploadsCommand({ Bucket, ...(markers as { KeyMarker?: string }) })
    const page = await connection.call((c) => c.send(command))
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (!Initiated || Initiated >= before) continue
      const abort = new AbortMultipartUploadCommand({ Bucket, Key, UploadId })
      // It may have been finished or aborted meanwhile.
      const aborted = await connection
        .call((c) => c.send(abort))
        .then(
          () => true,
          (error: unknown) => {
            if (isNotFound(error)) return false
            throw error
          },
        )
      if (aborted) swept++
    }
    if (!page.IsTruncated) return swept
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  }
}
