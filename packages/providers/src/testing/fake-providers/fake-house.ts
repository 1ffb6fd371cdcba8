import { randomBytes } from 'node:crypto'
import type { Clock } from '@cronicl/core'
import { type FakeBehaviour, type Outcome, accepts, goodBehaviour } from './fake-behaviour.ts'
import type { FakeAnswer, FakeContext, FakeFiles, FakeProvider, FakeRequest } from './fake-exchange.ts'
import { type FakeJournal, findSubmissionId, openJournal } from './fake-journal.ts'
import { type FakeProviderName, type FakeWork, type NewWork, type WorkView, openWorks } from './fake-work.ts'
import { postWebhook } from './post-webhook.ts'

export interface FakeHouseOptions {
  clock: Clock
  files: FakeFiles
  behaviour: Partial<FakeBehaviour>
  /** The mood of one create, over that of the moment. */
  moodOf: (create: NewWork) => Partial<FakeBehaviour>
  webhookSecrets: readonly string[]
  /** Where a provider's project has its webhooks sent, when the create names no place. */
  registered: Partial<Record<FakeProviderName, string>>
}

/** What the server is to do with a connection: answer it, break it, or leave it as it is. */
export type Reply = FakeAnswer | 'cut' | 'silent'

/** The providers behind their doors: what they accept, what they tell, and in which mood. */
export interface FakeHouse {
  now(): Date
  files: FakeHouseOptions['files']
  journal: FakeJournal
  behave(behaviour: Partial<FakeBehaviour>): void
  behaveNext(behaviour: Partial<FakeBehaviour>): void
  finish(workId: string, outcome?: Outcome): Promise<void>
  deliver(workId: string, webhookId?: string): Promise<number | null>
  view(workId: string): WorkView | null
  reply(provider: FakeProvider, request: FakeRequest, origin: string): Promise<Reply>
  close(): void
}

interface House extends FakeHouseOptions {
  journal: FakeJournal
  works: ReturnType<typeof openWorks>
  moods: { now: FakeBehaviour; next: Partial<FakeBehaviour>[] }
  timers: Set<NodeJS.Timeout>
  homes: Map<string, { provider: FakeProvider; context: FakeContext }>
}

export function openFakeHouse(options: FakeHouseOptions): FakeHouse {
  const moods = { now: { ...goodBehaviour, ...options.behaviour }, next: [] as Partial<FakeBehaviour>[] }
  const house: House = {
    ...options,
    moods,
    journal: openJournal(),
    works: openWorks(options.clock),
    timers: new Set(),
    homes: new Map(),
  }
  return {
    now: () => house.clock.now(),
    files: house.files,
    journal: house.journal,
    behave: (behaviour) => {
      moods.now = { ...goodBehaviour, ...behaviour }
    },
    behaveNext: (behaviour) => void moods.next.push(behaviour),
    finish: (id, outcome = 'succeed') => finish(house, id, outcome),
    deliver: (id, webhookId) => deliver(house, id, webhookId),
    view: (id) => {
      const work = house.works.get(id)
      return work ? house.works.view(work) : null
    },
    reply: (provider, request, origin) => reply(house, provider, request, origin),
    close: () => house.timers.forEach((timer) => clearTimeout(timer)),
  }
}

async function reply(house: House, provider: FakeProvider, request: FakeRequest, origin: string): Promise<Reply> {
  const context: FakeContext = {
    works: house.works,
    origin,
    now: () => house.clock.now(),
    behaviour: () => house.moods.now,
    files: house.files,
  }
  const ask = provider.handle(request, context)
  const { method, path, headers, body } = request
  const issues = 'issues' in ask ? ask.issues : []
  house.journal.requests.push({ at: house.clock.now(), provider: provider.name, method, path, body, headers, issues })
  if (!ask.create) {
    if ('ended' in ask && ask.ended) await announce(house, ask.ended)
    return issues.length > 0 ? ask.answer : other(house, provider, ask.answer)
  }
  const behaviour = { ...house.moods.now, ...house.moodOf(ask.create), ...house.moods.next.shift() }
  if (behaviour.create === 'cut') return 'cut'
  if (!accepts(behaviour)) return provider.refusal(behaviour.create as Parameters<FakeProvider['refusal']>[0])
  if (ask.create.isSync && behaviour.outcome === 'filter') return provider.refusal('refuse')
  const work = house.works.add(ask.create, behaviour)
  house.homes.set(work.id, { provider, context })
  enter(house, work, request)
  await tell(house, work)
  if (behaviour.answerAfterMs > 0) await later(house, behaviour.answerAfterMs)
  if (behaviour.create === 'accept-cut') return 'cut'
  if (behaviour.create === 'accept-silent') return 'silent'
  if (behaviour.create === 'accept-error') return provider.refusal('error')
  if (behaviour.create === 'accept-malformed') return { status: 200, body: { hello: 'quoted' } }
  return ask.answer(work)
}

function other({ moods }: House, provider: FakeProvider, answer: FakeAnswer): Reply {
  const { others } = moods.now
  if (others === 'answer') return answer
  if (others === 'cut' || others === 'silent') return others
  return others === 'malformed' ? { status: 200, body: 'quoted' } : provider.refusal(others)
}

function enter({ journal, clock }: House, work: FakeWork, request: FakeRequest): void {
  const said = `${request.bytes.toString('latin1')} ${JSON.stringify(request.headers)}`
  const submissionId = findSubmissionId(said)
  const { provider, model, id: workId } = work
  journal.creates.push({ at: clock.now(), provider, model, workId, submissionId, body: request.body })
}

/** Tells the end of work when it comes; `before-answer` at once, whatever the state. */
async function tell(house: House, work: FakeWork): Promise<void> {
  const { webhook, finishAfterMs } = work.behaviour
  if (webhook === 'before-answer') await deliver(house, work.id)
  else if (finishAfterMs !== null) {
    const timer = setTimeout(() => void announce(house, work), finishAfterMs)
    house.timers.add(timer.unref())
  }
}

async function announce(house: House, work: FakeWork): Promise<void> {
  const { webhook } = work.behaviour
  if (webhook === 'never' || webhook === 'before-answer') return
  const id = `msg_${randomBytes(8).toString('hex')}`
  await deliver(house, work.id, id)
  if (webhook === 'twice') await deliver(house, work.id, id)
}

async function finish(house: House, id: string, outcome: Outcome): Promise<void> {
  const work = house.works.get(id)
  if (work && house.works.end(work, outcome)) await announce(house, work)
}

async function deliver(
  house: House,
  workId: string,
  id = `msg_${randomBytes(8).toString('hex')}`,
): Promise<number | null> {
  const work = house.works.get(workId)
  const home = house.homes.get(workId)
  const notice = work && home?.provider.notice?.(work, home.context)
  const url = notice && (notice.url ?? house.registered[work.provider])
  if (!url) return null
  return await postWebhook({ url, id, body: notice.body, at: house.clock.now(), secrets: house.webhookSecrets })
}

async function later({ timers }: House, ms: number): Promise<void> {
  await new Promise<void>((resolve) => timers.add(setTimeout(resolve, ms)))
}
