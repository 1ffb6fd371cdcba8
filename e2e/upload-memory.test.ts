import { truncate, writeFile } from 'node:fs/promises'
import { openAsBlob } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mediaFolder } from './testing/media.ts'
import { residentBytes } from './testing/processes.ts'
import { startTestStack } from './testing/test-stack.ts'

/** The whole GiB takes a quarter of a minute; UPLOAD_TEST_MIB makes it smaller for a quick look. */
const sizeBytes = Number(process.env.UPLOAD_TEST_MIB ?? 1_024) * 1024 ** 2
const growthMax = 64 * 1024 ** 2

/** A WAV file of silence (RIFF): a header, and as many zeros as wanted, which take no room on disk. */
async function silence(path: string): Promise<Blob> {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(sizeBytes - 8, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(2, 22)
  header.writeUInt32LE(48_000, 24)
  header.writeUInt32LE(192_000, 28)
  header.writeUInt16LE(4, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(sizeBytes - 44, 40)
  await writeFile(path, header)
  await truncate(path, sizeBytes)
  return openAsBlob(path, { type: 'audio/wav' })
}

test('a large upload keeps the memory of the server and of the worker nearly where it was, by either way in', async () => {
  await using stack = await startTestStack()
  await using media = await mediaFolder()
  const client = await stack.signUp()
  // What is loaded at the first use counts as before.
  const first = await client.upload(await media.tone('first.mp3', 1), { fileName: 'first.mp3' })
  await client.jobs.wait(first.jobId as string)

  const path = join(media.path, 'silence.wav')
  const file = await silence(path)
  const pids = [stack.pid('api'), stack.pid('worker')]
  const before = await Promise.all(pids.map(residentBytes))
  const highest = [...before]
  const sampling = setInterval(() => {
    for (const [i, pid] of pids.entries())
      void residentBytes(pid).then(
        (bytes) => (highest[i] = Math.max(highest[i] as number, bytes)),
        () => {},
      )
  }, 20)
  const asset = await client.upload(file, { fileName: 'silence.wav' })
  const job = await client.jobs.wait(asset.jobId as string)
  expect(job.outputs[0]).toMatchObject({ durationMs: Math.round(((sizeBytes - 44) / 192_000) * 1_000) })

  // One byte more makes it another file, and the form another way in.
  await truncate(path, sizeBytes + 4)
  const { accessToken } = (await (
    await fetch(`${stack.url}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'form@example.com', password: 'a lantern in the fog' }),
    })
  ).json()) as { accessToken: string }
  const form = new FormData()
  form.set('file', await openAsBlob(path), 'silence.wav')
  const sent = await fetch(`${stack.url}/media/upload`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${accessToken}` },
  })
  expect(sent.status).toBe(201)
  clearInterval(sampling)
  for (const [i, bytes] of highest.entries())
    expect(bytes - (before[i] as number), i === 0 ? 'api' : 'worker').toBeLessThan(growthMax)
})
