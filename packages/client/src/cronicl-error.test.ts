import { TRPCClientError } from '@trpc/client'
import { expect, test } from 'vitest'
import { CroniclError, fromResponse, toCroniclError } from './cronicl-error.ts'

const issues = [{ path: ['email'], message: 'This is no e-mail address.' }]
const data = { code: 'VALIDATION_ERROR', httpStatus: 400, details: { issues }, requestId: 'req_1' }

test('an error over tRPC and one over REST are the same to the caller', async () => {
  const overTrpc = toCroniclError(
    TRPCClientError.from({ error: { message: 'wrong', code: -32600, data } } as never),
  ) as CroniclError
  const overRest = await fromResponse(Response.json({ error: { ...data, message: 'wrong' } }, { status: 400 }))
  for (const error of [overTrpc, overRest]) {
    expect(error).toBeInstanceOf(CroniclError)
    const { code, message, requestId, httpStatus, issues: told } = error
    expect({ code, message, requestId, httpStatus, issues: told }).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: 'wrong',
      requestId: 'req_1',
      httpStatus: 400,
      issues,
    })
  }
})

test('no answer at all is NETWORK_ERROR, and an answer that is not ours is UPSTREAM_ERROR', async () => {
  expect(toCroniclError(new TypeError('fetch failed'))).toMatchObject({ code: 'NETWORK_ERROR' })
  expect(await fromResponse(new Response('<html>', { status: 502 }))).toMatchObject({
    code: 'UPSTREAM_ERROR',
    httpStatus: 502,
  })
})

test('an abort stays an abort', () => {
  const abort = new DOMException('stopped', 'AbortError')
  expect(toCroniclError(abort)).toBe(abort)
  expect(toCroniclError(TRPCClientError.from(abort))).toBe(abort)
})
