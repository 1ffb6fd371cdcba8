import { type Clock, type Issue, validationError } from '@cronicl/core'
import { z } from 'zod'
import { createLocalBlobStore, type LocalBlobStore, type LocalBlobStoreOptions } from './local/local-blob-store.ts'
import { createS3BlobStore, type S3BlobStore } from './s3/s3-blob-store.ts'

/** An unset variable and one that is set to nothing are the same. */
const text = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional()
const address = text.pipe(z.url({ protocol: /^https?$/ }).optional())
const flag = text.pipe(z.enum(['true', 'false']).optional())

/** The storage room's part of the environment. */
export const storageEnv = {
  MEDIA_ORIGIN: z
    .enum(['local', 's3', 'r2'])
    .default('local')
    .describe('Where media bytes live: local disk, any S3-compatible bucket, or Cloudflare R2'),
  S3_ENDPOINT: address.describe('Address of the S3 API, without the bucket; not needed for AWS itself'),
  S3_BUCKET: text.describe('Name of the bucket'),
  S3_ACCESS_KEY: text.describe('Access key id of the bucket'),
  S3_SECRET_KEY: text.describe('Secret access key of the bucket'),
  S3_REGION: text.describe('Region of the bucket; us-east-1 when left out, auto on R2'),
  S3_PUBLIC_ENDPOINT: address.describe('Address of the S3 API as clients reach it, when it differs from S3_ENDPOINT'),
  S3_FORCE_PATH_STYLE: flag.describe(
    'true: https://host/bucket/key, false: https://bucket.host/key; by default false on AWS and Railway, true elsewhere',
  ),
  RAILWAY_BUCKET_ENDPOINT: address.describe('Stands in for S3_ENDPOINT'),
  RAILWAY_BUCKET_NAME: text.describe('Stands in for S3_BUCKET'),
  RAILWAY_BUCKET_ACCESS_KEY_ID: text.describe('Stands in for S3_ACCESS_KEY'),
  RAILWAY_BUCKET_SECRET_ACCESS_KEY: text.describe('Stands in for S3_SECRET_KEY'),
  RAILWAY_BUCKET_REGION: text.describe('Stands in for S3_REGION'),
}

export type StorageConfig = z.output<z.ZodObject<typeof storageEnv>>

export interface StorageDeps {
  clock: Clock
  /** Used with MEDIA_ORIGIN=local alone. */
  local: Pick<LocalBlobStoreOptions, 'root' | 'publicUrl' | 'secret'>
}

/** What the chosen origin needs and the environment does not give, each named; empty when all is there. */
export function storageConfigIssues(config: StorageConfig): Issue[] {
  const { MEDIA_ORIGIN: origin } = config
  if (origin === 'local') return []
  const needed = [
    ...(origin === 'r2' ? [['S3_ENDPOINT', 'RAILWAY_BUCKET_ENDPOINT'] as const] : []),
    ['S3_BUCKET', 'RAILWAY_BUCKET_NAME'],
    ['S3_ACCESS_KEY', 'RAILWAY_BUCKET_ACCESS_KEY_ID'],
    ['S3_SECRET_KEY', 'RAILWAY_BUCKET_SECRET_ACCESS_KEY'],
  ] as const
  return needed
    .filter((names) => names.every((name) => config[name] === undefined))
    .map(([name]) => ({ path: [name], message: `MEDIA_ORIGIN=${origin} needs ${name}.` }))
}

/** The store that the environment asks for. @throws AppError VALIDATION_ERROR that names every missing variable */
export function createBlobStore(config: StorageConfig, { clock, local }: StorageDeps): LocalBlobStore | S3BlobStore {
  if (config.MEDIA_ORIGIN === 'local') return createLocalBlobStore({ ...local, clock })
  const issues = storageConfigIssues(config)
  if (issues.length > 0) throw validationError(issues, issues.map(({ message }) => message).join(' '))
  const endpoint = config.S3_ENDPOINT ?? config.RAILWAY_BUCKET_ENDPOINT
  return createS3BlobStore({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(config.S3_PUBLIC_ENDPOINT === undefined ? {} : { publicEndpoint: config.S3_PUBLIC_ENDPOINT }),
    region: config.S3_REGION ?? config.RAILWAY_BUCKET_REGION ?? (config.MEDIA_ORIGIN === 'r2' ? 'auto' : 'us-east-1'),
    bucket: config.S3_BUCKET ?? config.RAILWAY_BUCKET_NAME ?? '',
    accessKeyId: config.S3_ACCESS_KEY ?? config.RAILWAY_BUCKET_ACCESS_KEY_ID ?? '',
    secretAccessKey: config.S3_SECRET_KEY ?? config.RAILWAY_BUCKET_SECRET_ACCESS_KEY ?? '',
    forcePathStyle: config.S3_FORCE_PATH_STYLE ? config.S3_FORCE_PATH_STYLE === 'true' : wantsPathStyle(endpoint),
    clock,
  })
}

/** Path style needs no wildcard certificate and no DNS, so it is right wherever it is not refused. */
function wantsPathStyle(endpoint: string | undefined): boolean {
  if (endpoint === undefined) return false
  const { hostname } = new URL(endpoint)
  return !/(^|\.)(amazonaws\.com|storage\.railway\.app)$/.test(hostname)
}
