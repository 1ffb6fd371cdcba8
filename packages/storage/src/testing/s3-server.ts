import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from '@cronicl/core'
import { createS3Engine } from './s3-engine.ts'
import { startSigV4Gate } from './sigv4-gate.ts'

export interface S3Server {
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  /** Where its objects are, until `close`. */
  folder: string
  /** Stops the server and removes its objects. */
  close(): Promise<void>
}

export interface S3ServerOptions {
  /** Judges whether links have expired, and dates objects. */
  clock?: Clock
  /** 0, the default, takes a free one. */
  port?: number
}

/**
 * An S3 server for tests and demos on loopback: signatures are verified as AWS does, objects live in a temp folder and
 * are gone at `close`, the bucket exists. Path style only.
 */
export async function startS3Server({ clock = systemClock, port = 0 }: S3ServerOptions = {}): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'cronicl-s3-'))
  const accessKeyId = `TEST${randomBytes(8).toString('hex').toUpperCase()}`
  const secretAccessKey = randomBytes(30).toString('base64')
  const handler = createS3Engine({ folder, buckets: ['cronicl'], clock })
  const gate = await startSigV4Gate({ accessKeyId, secretAccessKey, clock, handler, port }).catch(
    async (error: unknown) => {
      await rm(folder, { recursive: true, force: true })
      throw error
    },
  )
  const facts = { endpoint: gate.url, region: 'us-east-1', bucket: 'cronicl', accessKeyId, secretAccessKey, folder }
  return {
    ...facts,
    close: async () => {
      await gate.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
