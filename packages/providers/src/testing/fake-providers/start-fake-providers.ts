import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Clock, systemClock } from '@cronicl/core'
import type { FakeBehaviour, Outcome } from './fake-behaviour.ts'
import { type FakeProvider, type FakeRequest, fileAnswer } from './fake-exchange.ts'
import { fakeGemini } from './fake-gemini.ts'
import { type FakeHouse, type Reply, openFakeHouse } from './fake-house.ts'
import type { FakeJournal } from './fake-journal.ts'
import { fakeOpenAI } from './fake-openai.ts'
import { fakeReplicate } from './fake-replicate.ts'
import { fakeRunway } from './fake-runway.ts'
import type { FakeProviderName, NewWork, WorkView } from './fake-work.ts'
import { smallPng } from './small-png.ts'

export interface FakeProvidersOptions {
  /** What made pictures and films are, by their work's id; a small PNG and bytes of no meaning when left out. */
  image?: Uint8Array | ((workId: string) => Uint8Array)
  video?: Uint8Array | ((workId: string) => Uint8Array)
  /** From the beginning; `behave` changes it. */
  behaviour?: Partial<FakeBehaviour>
  /** How one create goes, over how everything does; `behaveNext` has the last word. */
  moodOf?: (create: NewWork) => Partial<FakeBehaviour>
  /** Every webhook is signed with each of these (`whsec_…`): two while a secret is being changed. */
  webhookSecrets?: readonly string[]
  /** Where Gemini's and OpenAI's projects have their webhooks sent. Replicate's are named by each create. */
  registered?: Partial<Record<FakeProviderName, string>>
  clock?: Clock
}

/**
 * Replicate, Runway, Gemini's Interactions and OpenAI's pictures on this machine, written after their documents and not
 * after our adapters. They keep work, end it by the clock, tell of it by signed webhooks, serve its files, refuse what
 * their documents do not know, and keep a journal of what arrived and what was accepted.
 */
export interface FakeProviders extends AsyncDisposable {
  /** What each adapter's `baseUrl` must be. */
  urls: Readonly<Record<FakeProviderName, string>>
  /** `host:port` of everything, also of the files of finished work. */
  host: string
  journal: FakeJournal
  /** How everything goes from now on; what is left out goes well. Accepted work keeps the mood that it was accepted in. */
  behave(behaviour: Partial<FakeBehaviour>): void
  /** How the next create goes, and with further calls the ones after it. */
  behaveNext(behaviour: Partial<FakeBehaviour>): void
  /** Ends work now, and tells its webhook. */
  finish(workId: string, outcome?: Outcome): Promise<void>
  /** Tells of work as it stands; the status that the webhook was answered with, null when nobody answered. */
  deliver(workId: string, webhookId?: string): Promise<number | null>
  /** How far work is; null for what was never accepted, or is gone. */
  view(workId: string): WorkView | null
  /** Settles when nothing is being answered. */
  idle(): Promise<void>
}

const providers: readonly FakeProvider[] = [fakeReplicate, fakeRunway, fakeGemini, fakeOpenAI]

export async function startFakeProviders(options: FakeProvidersOptions = {}): Promise<FakeProviders> {
  const files = {
    image: byWork(options.image ?? smallPng(16, 9, [200, 120, 40])),
    video: byWork(options.video ?? Buffer.from('no film')),
  }
  const {
    clock = systemClock,
    behaviour = {},
    moodOf = () => ({}),
    webhookSecrets = ['whsec_ZmFrZSBwcm92aWRlcnM='],
    registered = {},
  } = options
  const house = openFakeHouse({ clock, files, behaviour, moodOf, webhookSecrets, registered })
  const busy = new Set<Promise<void>>()
  const server = createServer((request, response) => {
    const running = answer(house, request, response)
      .catch((error: unknown) => void response.destroy(error as Error))
      .finally(() => busy.delete(running))
    busy.add(running)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const origin = `http://${host}`
  return {
    urls: {
      replicate: `${origin}/replicate/v1`,
      runway: `${origin}/runway`,
      gemini: `${origin}/gemini`,
      openai: `${origin}/openai/v1`,
    },
    host,
    journal: house.journal,
    behave: house.behave,
    behaveNext: house.behaveNext,
    finish: house.finish,
    deliver: house.deliver,
    view: house.view,
    idle: async () => {
      while (busy.size > 0) await Promise.all(busy)
    },
    [Symbol.asyncDispose]: async () => {
      house.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(house: FakeHouse, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(message.url ?? '/', `http://${message.headers.host}`)
  const [, name, rest = ''] = /^\/([a-z]+)(\/.*)$/.exec(url.pathname) ?? []
  const provider = providers.find((one) => one.name === name)
  const bytes = await readAll(message)
  if (!provider) return send(response, { status: 404 }, house.now())
  const origin = `${url.origin}/${provider.name}`
  if (rest.startsWith('/files/')) return send(response, fileOf(house, rest), house.now())
  const request: FakeRequest = {
    method: message.method ?? '',
    path: rest,
    query: url.searchParams,
    headers: message.headers,
    bytes,
    body: readJson(bytes),
  }
  send(response, await house.reply(provider, request, origin), house.now())
}

function fileOf({ files }: FakeHouse, path: string): Reply {
  const id = path.split('/').at(-2) ?? ''
  return fileAnswer({ files }, { kind: path.endsWith('.mp4') ? 'video' : 'image', id })
}

function byWork(made: Uint8Array | ((workId: string) => Uint8Array)): (workId: string) => Uint8Array {
  return typeof made === 'function' ? made : () => made
}

/** Dated by the fake's own clock. */
function send(response: ServerResponse, reply: Reply, now: Date): void {
  if (reply === 'silent') return
  if (reply === 'cut') {
    response.socket?.resetAndDestroy()
    return
  }
  const { status, body, bytes, headers = {} } = reply
  const content = bytes ?? (body === undefined ? '' : JSON.stringify(body))
  response.writeHead(status, { 'content-type': 'application/json', date: now.toUTCString(), ...headers })
  response.end(content)
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function readJson(bytes: Buffer): unknown {
  try {
    return bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : undefined
  } catch {
    return undefined
  }
}
