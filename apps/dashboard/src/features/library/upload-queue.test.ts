import { type Asset, CroniclError, type UploadOptions } from '@cronicl/client'
import { expect, test, vi } from 'vitest'
import { makeAsset } from '../../testing/make-asset.ts'
import { UploadQueue } from './upload-queue.ts'

/** Uploads that end when the test says so, by the file's name. */
function openQueue() {
  const running = new Map<string, { options: UploadOptions } & PromiseWithResolvers<Asset>>()
  const told = { assets: [] as string[], idle: [] as number[] }
  const queue = new UploadQueue({
    upload: (file, options) => {
      const call = { options, ...Promise.withResolvers<Asset>() }
      running.set(file.name, call)
      options.signal?.addEventListener('abort', () => call.reject(options.signal?.reason))
      return call.promise.finally(() => running.delete(file.name))
    },
    onAsset: (asset) => told.assets.push(asset.id),
    onIdle: (arrived) => told.idle.push(arrived),
  })
  const finish = async (name: string) => {
    running.get(name)?.resolve(makeAsset(name))
    await vi.waitFor(() => expect(running.has(name)).toBe(false), { interval: 1 })
  }
  const fail = async (name: string, error: unknown) => {
    running.get(name)?.reject(error)
    await vi.waitFor(() => expect(running.has(name)).toBe(false), { interval: 1 })
  }
  const states = () => queue.items.get().map(({ fileName, state }) => `${fileName} ${state}`)
  return { queue, running, told, finish, fail, states }
}

const files = (...names: string[]) => names.map((name) => new File(['bytes'], name))

test('a few files are sent at a time; each that ends makes room for the next', async () => {
  const { queue, running, told, finish, states } = openQueue()
  queue.add(files('a', 'b', 'c', 'd', 'e'))
  expect([...running.keys()]).toEqual(['a', 'b', 'c'])
  expect(states().slice(3)).toEqual(['d waiting', 'e waiting'])
  await finish('b')
  expect([...running.keys()]).toEqual(['a', 'c', 'd'])
  for (const name of ['a', 'c', 'd', 'e']) await finish(name)
  expect(told).toEqual({ assets: ['b', 'a', 'c', 'd', 'e'], idle: [5] })
  expect(states()).toEqual([])
  expect(queue.isBusy).toBe(false)
})

test('progress is told, and that all is sent', () => {
  const { queue, running } = openQueue()
  queue.add(files('a'))
  running.get('a')?.options.onProgress?.({ sentBytes: 2, totalBytes: 5 })
  expect(queue.items.get()[0]).toMatchObject({ state: 'sending', sentBytes: 2 })
  running.get('a')?.options.onProgress?.({ sentBytes: 5, totalBytes: 5 })
  expect(queue.items.get()[0]).toMatchObject({ state: 'checking', sentBytes: 5 })
})

test('a canceled upload stops, leaves the list and makes room', async () => {
  const { queue, running, told } = openQueue()
  queue.add(files('a', 'b', 'c', 'd'))
  const signal = running.get('a')?.options.signal
  queue.remove(1)
  expect(signal?.aborted).toBe(true)
  await vi.waitFor(() => expect([...running.keys()]).toEqual(['b', 'c', 'd']), { interval: 1 })
  expect(told.assets).toEqual([])
})

test('what broke off can be tried again; what was refused cannot', async () => {
  const { queue, finish, fail, states, told } = openQueue()
  queue.add(files('broken', 'refused'))
  await fail('broken', new CroniclError('NETWORK_ERROR', 'The upload broke off.'))
  await fail('refused', new CroniclError('UNSUPPORTED_MEDIA', 'No picture.'))
  expect(queue.items.get()).toMatchObject([
    { state: 'failed', error: 'The upload broke off.', canRetry: true },
    { state: 'failed', error: 'No picture.', canRetry: false },
  ])
  expect(queue.isBusy).toBe(false)
  queue.retry(1)
  expect(states()[0]).toBe('broken sending')
  await finish('broken')
  expect(told.assets).toEqual(['broken'])
})

test('an empty file is refused at once, and the others go on', () => {
  const { queue, running } = openQueue()
  queue.add([new File([], 'empty'), ...files('a')])
  expect(queue.items.get()[0]).toMatchObject({ fileName: 'empty', state: 'failed', canRetry: false })
  expect([...running.keys()]).toEqual(['a'])
})

test('clearing stops everything', () => {
  const { queue, running, states } = openQueue()
  queue.add(files('a', 'b'))
  const signals = [...running.values()].map(({ options }) => options.signal)
  queue.clear()
  expect(signals.every((signal) => signal?.aborted)).toBe(true)
  expect(states()).toEqual([])
})
