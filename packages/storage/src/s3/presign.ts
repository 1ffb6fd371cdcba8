import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Clock } from '@cronicl/core'
import type { SignedPut, SignedUrl, SignGetOptions, SignPutOptions } from '../blob-store.ts'
import { attachment } from '../content-disposition.ts'
import { linkExpiry } from '../link-lifetime.ts'
import { assertContentType } from '../object-key.ts'
import type { S3Connection } from './s3-connection.ts'

interface ObjectAddress {
  Bucket: string
  Key: string
}

export async function presignGet(
  { client }: S3Connection,
  object: ObjectAddress,
  { expiresInS, downloadName }: SignGetOptions,
  clock: Clock,
): Promise<SignedUrl> {
  const { signedAt, expiresAt } = linkExpiry(clock, expiresInS)
  const name = downloadName === undefined ? {} : { ResponseContentDisposition: attachment(downloadName) }
  const command = new GetObjectCommand({ ...object, ...name })
  const url = await getSignedUrl(client, command, { expiresIn: expiresInS, signingDate: signedAt })
  return { url, expiresAt }
}

/** Type and length are headers under the signature: a request with others is refused by the store itself. */
export async function presignPut(
  { client }: S3Connection,
  object: ObjectAddress,
  { expiresInS, contentType, sizeBytes }: SignPutOptions,
  clock: Clock,
): Promise<SignedPut> {
  assertContentType(contentType)
  const { signedAt, expiresAt } = linkExpiry(clock, expiresInS)
  const command = new PutObjectCommand({ ...object, ContentType: contentType, ContentLength: sizeBytes })
  const url = await getSignedUrl(client, command, {
    expiresIn: expiresInS,
    signingDate: signedAt,
    // Left alone, the presigner does not sign content-type at all.
    signableHeaders: new Set(['host', 'content-type', 'content-length']),
  })
  return { url, expiresAt, method: 'PUT', headers: { 'content-type': contentType } }
}
