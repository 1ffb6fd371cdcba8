import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { ImageRequest, Operation } from '../contract.ts'
import { sandboxImages } from './sandbox-images.ts'

const { signal } = new AbortController()

async function draw(request: ImageRequest): Promise<Buffer> {
  const operation = await sandboxImages.start(request, { attemptId: 'one', signal })
  // An operation is stored between the two, and another process may ask.
  const status = await sandboxImages.status(JSON.parse(JSON.stringify(operation)) as Operation, { signal })
  if (status.state !== 'succeeded') throw new Error(`it has ${status.state}`)
  return Buffer.from(status.outputs[0]?.bytes ?? [])
}

const request = { prompt: 'a harbour at dawn', widthPx: 320, heightPx: 180 }

test('the same prompt and seed give the same picture, of the size that was asked for', async () => {
  const first = await draw(request)
  expect(first.equals(await draw(request))).toBe(true)
  expect(await sharp(first).metadata()).toMatchObject({ format: 'png', width: 320, height: 180 })
})

test('another prompt or seed gives another picture', async () => {
  const pictures = await Promise.all([
    draw(request),
    draw({ ...request, seed: 1 }),
    draw({ ...request, prompt: 'a harbour at dusk' }),
  ])
  expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(3)
})

test('a prompt cannot reach into the drawing', async () => {
  const picture = await draw({ ...request, prompt: '"/><image href="file:///etc/passwd"/><text x="' })
  expect(await sharp(picture).metadata()).toMatchObject({ width: 320, height: 180 })
})

test('work that the sandbox does not know has failed, as a value', async () => {
  expect(await sandboxImages.status({ id: 'somebody-elses' }, { signal })).toMatchObject({
    state: 'failed',
    error: { code: 'UPSTREAM_ERROR' },
  })
})
