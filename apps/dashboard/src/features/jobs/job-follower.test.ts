import { CroniclError, type Job } from '@cronicl/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeJob } from '../../testing/make-job.ts'
import { JobFollower } from './job-follower.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  const left = vi.getTimerCount()
  vi.useRealTimers()
  if (left > 0) throw new Error('A follower goes on asking although nobody follows a job.')
})

/** Streams that tell what the test sends them. */
function openFollower(streams: number) {
  const open = new Map<string, { send(job: Job): void; fail(error: unknown): void }>()
  const told: string[] = []
  const asked: string[] = []
  const answers = new Map<string, Job | Error>()
  const follower = new JobFollower(
    {
      async *events(id, { signal }) {
        const queue: PromiseWithResolvers<Job>[] = [Promise.withResolvers()]
        const last = () => queue.at(-1) as PromiseWithResolvers<Job>
        signal.addEventListener('abort', () => last().reject(signal.reason))
        open.set(id, {
          send: (job) => {
            last().resolve(job)
            queue.push(Promise.withResolvers())
          },
          fail: (error) => last().reject(error),
        })
        try {
          for (let at = 0; ; at++) yield await (queue[at] as PromiseWithResolvers<Job>).promise
        } finally {
          open.delete(id)
        }
      },
      get: async (id) => {
        asked.push(id)
        const answer = answers.get(id) ?? makeJob(id)
        if (answer instanceof Error) throw answer
        return answer
      },
      onJob: (job) => told.push(`${job.id} ${job.status} ${job.progress}`),
      onGone: (id) => told.push(`${id} gone`),
    },
    streams,
  )
  const settle = () => vi.advanceTimersByTimeAsync(0)
  return { follower, open, told, asked, answers, settle }
}

test('a job is followed by its stream to its end', async () => {
  const { follower, open, told, settle } = openFollower(1)
  follower.follow('a')
  open.get('a')?.send(makeJob('a', { progress: 40 }))
  await settle()
  open.get('a')?.send(makeJob('a', { status: 'succeeded', progress: 100 }))
  await settle()
  expect(told).toEqual(['a running 40', 'a succeeded 100'])
  expect([...open.keys()]).toEqual([])
})

test('who gets no stream is asked for, and gets the next that is free', async () => {
  const { follower, open, told, asked, answers, settle } = openFollower(1)
  const leaveB = follower.follow('b')
  follower.follow('a')
  expect([...open.keys()]).toEqual(['b'])
  answers.set('a', makeJob('a', { progress: 7 }))
  await vi.advanceTimersByTimeAsync(2_000)
  expect(asked).toEqual(['a'])
  expect(told).toEqual(['a running 7'])
  leaveB()
  await settle()
  expect([...open.keys()]).toEqual(['a'])
  open.get('a')?.send(makeJob('a', { status: 'failed' }))
  await settle()
  expect(told.at(-1)).toBe('a failed 0')
})

test('two who follow one job share its stream, which closes behind the last', async () => {
  const { follower, open, settle } = openFollower(2)
  const [leave, leaveToo] = [follower.follow('a'), follower.follow('a')]
  leave()
  leave()
  await settle()
  expect([...open.keys()]).toEqual(['a'])
  leaveToo()
  await settle()
  expect([...open.keys()]).toEqual([])
})

test('a stream that breaks is replaced by asking, and then by another stream', async () => {
  const { follower, open, told, asked, settle } = openFollower(1)
  const leave = follower.follow('a')
  open.get('a')?.fail(new CroniclError('NETWORK_ERROR', 'The connection broke.'))
  await settle()
  expect([...open.keys()]).toEqual([])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(asked).toEqual(['a'])
  expect(told).toEqual(['a running 0'])
  expect([...open.keys()]).toEqual(['a'])
  leave()
  await settle()
})

test('while no streams are allowed every job is asked for; then the streams come back', async () => {
  const { follower, open, asked, settle } = openFollower(2)
  const leaves = ['a', 'b', 'c'].map((id) => follower.follow(id))
  follower.allowStreams(0)
  await settle()
  expect([...open.keys()]).toEqual([])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(asked).toEqual(['a', 'b', 'c'])
  follower.allowStreams(2)
  await settle()
  expect([...open.keys()]).toEqual(['a', 'b'])
  for (const leave of leaves) leave()
  await settle()
})

test('a job that is gone is told once and followed no more', async () => {
  const { follower, open, told, answers, settle } = openFollower(1)
  follower.follow('a')
  follower.follow('b')
  open.get('a')?.fail(new CroniclError('NOT_FOUND', 'There is no such job.'))
  await settle()
  expect(told).toEqual(['a gone'])
  follower.allowStreams(0)
  answers.set('b', new CroniclError('NOT_FOUND', 'There is no such job.'))
  await vi.advanceTimersByTimeAsync(2_000)
  expect(told).toEqual(['a gone', 'b gone'])
})
