import { expect, test } from 'vitest'
import type { Operation, OperationStatus } from '../media/contract.ts'
import { expectNothingTold } from './media-expectations.ts'
import { type MediaHarness, type MediaUnderTest, startOptions } from './media-harness.ts'
import type { MediaRecording } from './media-server.ts'

/** What a provider with work in progress promises besides: its status is told as it is, and cancelling tells what became of it. */
export function describeMediaWork(
  open: () => MediaHarness,
  expectDone: (status: OperationStatus, under: MediaUnderTest) => void,
): void {
  const { signal } = new AbortController()
  const begin = async (): Promise<Operation> => {
    const { operation } = await open().provider.start(open().under.request, startOptions())
    if (operation === null) throw new Error('there is no work in progress')
    // As it comes back from the database.
    return JSON.parse(JSON.stringify(operation)) as Operation
  }
  const statusAs = async (recording: MediaRecording): Promise<OperationStatus> => {
    const operation = await begin()
    const { status } = open().under.routes
    open().play(status ? [[status, recording]] : [])
    const told = await open().provider.status(operation, { signal })
    expectNothingTold(told, open().under)
    expect(told.state === 'pending' || told.providerStatus.length > 0).toBe(true)
    expect(open().creates()).toBe(0)
    return told
  }

  test('work in progress is pending', async () => {
    expect(await statusAs({ name: 'pending' })).toMatchObject({ state: 'pending' })
  })

  test('work that is done has its outputs, however often it is asked', async () => {
    for (let times = 0; times < 2; times++) expectDone(await statusAs({ name: 'done' }), open().under)
  })

  test('work that failed, was refused or canceled is told as a value', async () => {
    expect(await statusAs({ name: 'failed' })).toMatchObject({ state: 'failed', error: { code: 'UPSTREAM_ERROR' } })
    expect(await statusAs({ name: 'refused' })).toMatchObject({ state: 'failed', error: { code: 'UPSTREAM_REFUSED' } })
    expect(await statusAs({ name: 'canceled' })).toMatchObject({ state: 'canceled' })
  })

  test('work that the provider no longer has is a failure, as a value', async () => {
    expect(await statusAs({ name: 'unknown', status: 404 })).toMatchObject({
      state: 'failed',
      error: { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } },
    })
  })

  test.each([
    ['too many questions', { name: 'rate-limit', status: 429 }],
    ['an error of its own', { body: '{}', status: 503 }],
    ['an answer that cannot be read', { body: '{"half":' }],
    ['a lost connection', { name: 'done', delivery: 'cut' }],
  ] satisfies [string, MediaRecording][])(
    '%s is thrown: the work goes on, and it is asked again',
    async (_, recording) => {
      const error: unknown = await statusAs(recording).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: expect.stringMatching(/^(UPSTREAM_ERROR|RATE_LIMITED)$/) as string })
      expectNothingTold(error, open().under)
    },
  )

  test('an abort of a question rejects with the caller’s own reason', async () => {
    const operation = await begin()
    const { status } = open().under.routes
    open().play(status ? [[status, { delivery: 'silent' }]] : [])
    const [caller, reason] = [new AbortController(), new Error('the worker is stopping')]
    const arrived = open().server.nextRequest()
    const running = open()
      .provider.status(operation, { signal: caller.signal })
      .catch((error: unknown) => error)
    await arrived
    caller.abort(reason)
    expect(await running).toBe(reason)
  })

  test('cancelling tells what became of the work: ended, or done before', async () => {
    const { provider, under } = open()
    if (!provider.cancel || !under.routes.cancel || !under.routes.status) {
      expect(provider.cancel).toBeNull()
      return
    }
    const operation = await begin()
    open().play([[under.routes.status, { name: 'canceled' }]])
    expect(await provider.cancel(operation, { signal })).toMatchObject({ state: 'canceled' })
    expect(open().server.requests.some(({ line }) => under.routes.cancel?.test(line))).toBe(true)
    open().play([
      [under.routes.cancel, { name: 'done' }],
      [under.routes.status, { name: 'done' }],
    ])
    expectDone(await provider.cancel(operation, { signal }), under)
    expect(open().creates()).toBe(0)
  })
}
