import { systemClock } from '@cronicl/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createBlobStore, storageEnv } from './config.ts'

const schema = z.object(storageEnv)
const deps = {
  clock: systemClock,
  local: { root: '/nowhere', publicUrl: 'http://localhost:3000', secret: 's'.repeat(32) },
}
const bucket = { S3_BUCKET: 'films', S3_ACCESS_KEY: 'AKID', S3_SECRET_KEY: 'a-secret' }

async function linkOf(env: Record<string, string>): Promise<string> {
  const store = createBlobStore(schema.parse(env), deps)
  const { url } = await store.signGet('a/b', { expiresInS: 60 })
  await store.close()
  return url
}

test('with no environment at all, bytes live on the local disk', async () => {
  expect(await linkOf({})).toMatch(/^http:\/\/localhost:3000\/files\/a\/b\?/)
})

test('each origin is reached at its own kind of address', async () => {
  const r2 = 'https://account.r2.cloudflarestorage.com'
  expect(await linkOf({ MEDIA_ORIGIN: 's3', ...bucket })).toMatch(
    /^https:\/\/films\.s3\.us-east-1\.amazonaws\.com\/a\/b\?/,
  )
  expect(await linkOf({ MEDIA_ORIGIN: 'r2', S3_ENDPOINT: r2, ...bucket })).toMatch(
    /^https:\/\/account\.r2\.cloudflarestorage\.com\/films\/a\/b\?.*%2Fauto%2Fs3%2F/,
  )
  const pathStyle = { S3_ENDPOINT: r2, S3_FORCE_PATH_STYLE: 'false' }
  expect(await linkOf({ MEDIA_ORIGIN: 'r2', ...pathStyle, ...bucket })).toContain('//films.account.r2.')
})

test('the names that Railway gives stand in, and ours win over them', async () => {
  const railway = {
    MEDIA_ORIGIN: 's3',
    S3_BUCKET: '',
    RAILWAY_BUCKET_ENDPOINT: 'https://storage.railway.app',
    RAILWAY_BUCKET_NAME: 'films-x1',
    RAILWAY_BUCKET_ACCESS_KEY_ID: 'AKID',
    RAILWAY_BUCKET_SECRET_ACCESS_KEY: 'a-secret',
    RAILWAY_BUCKET_REGION: 'auto',
  }
  expect(await linkOf(railway)).toMatch(/^https:\/\/films-x1\.storage\.railway\.app\/a\/b\?.*%2Fauto%2Fs3%2F/)
  expect(await linkOf({ ...railway, S3_BUCKET: 'mine', S3_REGION: 'eu' })).toMatch(/^https:\/\/mine\..*%2Feu%2Fs3%2F/)
})

test('what is missing is named, all of it at once', () => {
  const config = schema.parse({ MEDIA_ORIGIN: 'r2', S3_BUCKET: 'films', S3_SECRET_KEY: ' ' })
  expect(() => createBlobStore(config, deps)).toThrow(
    'MEDIA_ORIGIN=r2 needs S3_ENDPOINT. MEDIA_ORIGIN=r2 needs S3_ACCESS_KEY. MEDIA_ORIGIN=r2 needs S3_SECRET_KEY.',
  )
  expect(schema.safeParse({ S3_ENDPOINT: 'films.example.com' }).success).toBe(false)
})

test('every variable is described', () => {
  expect(Object.entries(storageEnv).filter(([, field]) => !field.description)).toEqual([])
})
