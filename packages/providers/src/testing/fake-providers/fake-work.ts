import { randomBytes } from 'node:crypto'
import { type Clock, addMs } from '@cronicl/core'
import type { FakeBehaviour, Outcome } from './fake-behaviour.ts'

export type FakeProviderName = 'replicate' | 'runway' | 'gemini' | 'openai'

/** Work that a provider has accepted. */
export interface FakeWork {
  id: string
  provider: FakeProviderName
  kind: 'image' | 'video'
  model: string
  request: Record<string, unknown>
  webhookUrl: string | null
  createdAt: Date
  behaviour: FakeBehaviour
  /** Set by a cancel, a `finish` or a deadline; before that the time decides. */
  ended: { outcome: Outcome; at: Date } | null
  /** When the provider itself ends it. */
  deadline: Date | null
}

export type WorkState = 'queued' | 'running' | Outcome

/** How far work is, seen from the clock: nothing happens by itself. */
export interface WorkView {
  state: WorkState
  startedAt: Date | null
  endedAt: Date | null
  progress: number
}

export interface NewWork extends Pick<FakeWork, 'provider' | 'kind' | 'model' | 'request' | 'webhookUrl'> {
  /** In the provider's own style of ids. */
  idPrefix: string
  cancelAfterMs?: number
  /** The create is answered with the outcome: what is filtered was then never accepted. */
  isSync?: boolean
}

export interface FakeWorks {
  add(work: NewWork, behaviour: FakeBehaviour): FakeWork
  get(id: string): FakeWork | undefined
  of(provider: FakeProviderName): FakeWork[]
  remove(id: string): void
  /** Ends work now; false when it had ended. */
  end(work: FakeWork, outcome: Outcome): boolean
  view(work: FakeWork): WorkView
}

export function openWorks(clock: Clock): FakeWorks {
  const works = new Map<string, FakeWork>()
  const view = (work: FakeWork) => viewOf(work, clock.now())
  return {
    add({ idPrefix, cancelAfterMs, provider, kind, model, request, webhookUrl }, behaviour) {
      const createdAt = clock.now()
      const deadline = cancelAfterMs === undefined ? null : addMs(createdAt, cancelAfterMs)
      const id = idPrefix + randomBytes(10).toString('hex')
      const work = { id, provider, kind, model, request, webhookUrl, createdAt, behaviour }
      const added: FakeWork = { ...work, ended: null, deadline }
      works.set(id, added)
      return added
    },
    get: (id) => works.get(id),
    of: (provider) => [...works.values()].filter((work) => work.provider === provider),
    remove: (id) => void works.delete(id),
    end(work, outcome) {
      if (view(work).endedAt) return false
      work.ended = { outcome, at: clock.now() }
      return true
    },
    view,
  }
}

function viewOf(work: FakeWork, now: Date): WorkView {
  const { finishAfterMs, outcome } = work.behaviour
  const startsAt = addMs(work.createdAt, (finishAfterMs ?? 0) / 5)
  const ends = [
    ...(work.ended ? [work.ended] : []),
    ...(finishAfterMs === null ? [] : [{ outcome, at: addMs(work.createdAt, finishAfterMs) }]),
    ...(work.deadline ? [{ outcome: 'cancel' as const, at: work.deadline }] : []),
  ].filter(({ at }) => at <= now)
  const end = ends.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0]
  if (end) return { state: end.outcome, startedAt: startsAt <= end.at ? startsAt : null, endedAt: end.at, progress: 1 }
  if (startsAt > now) return { state: 'queued', startedAt: null, endedAt: null, progress: 0 }
  const progress = finishAfterMs ? (now.getTime() - work.createdAt.getTime()) / finishAfterMs : 0.5
  return { state: 'running', startedAt: startsAt, endedAt: null, progress }
}
