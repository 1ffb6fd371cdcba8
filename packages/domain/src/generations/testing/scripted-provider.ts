import { AppError, type ErrorCode } from '@cronicl/core'
import type {
  Billed,
  Found,
  MediaProvider,
  MediaProviderName,
  MediaRequest,
  Operation,
  OperationStatus,
  Output,
  ProviderError,
  ReadWebhook,
  Started,
  WebhookDelivery,
} from '@cronicl/providers'

/** How a create is answered: with work, with its outcome, not at all after it was taken, not at all before, or refused. */
export type CreateAnswer = 'accept' | 'finish' | 'taken-then-lost' | 'never-taken' | ProviderError

export interface Script {
  /** One for each create; the last one is repeated. */
  creates?: readonly CreateAnswer[]
  /** How often the work is asked for before it has ended. */
  polls?: number
  end?: 'succeed' | 'abort' | ProviderError
  outputs?: (work: Work) => readonly Output[] | Promise<readonly Output[]>
  /** What a list of the provider's works says of one that was taken, or was not; null: there is no list. */
  find?: 'truth' | 'unclear' | 'lost' | null
  /** What becomes of work that is called off; null: the provider cannot. */
  cancel?: 'free' | 'billed' | 'late' | null
  /** Whether it sends webhooks: their body is `{"submissionId", "externalId", "id"}`. */
  webhooks?: boolean
}

export interface Work {
  submissionId: string
  externalId: string
  request: MediaRequest
  asked: number
  /** How it ended, once it did. */
  ended: OperationStatus['state'] | null
}

export interface ScriptedProvider extends MediaProvider {
  script: Script
  /** Every create that arrived, and every work that was taken on: what is paid. */
  journal: { creates: string[]; works: Work[]; cancels: string[]; finds: string[] }
}

/** A failure in the contract's words. */
export function failure(code: ErrorCode, billed: Billed, message = `It failed with ${code}.`): ProviderError {
  return new AppError(code, message, { details: { provider: 'scripted', billed } }) as ProviderError
}

/** A provider that lives on when its callers die: what it has taken on it finishes, and remembers. */
export function scriptedProvider(name: MediaProviderName, script: Script): ScriptedProvider {
  const provider: ScriptedProvider = {
    name,
    script,
    journal: { creates: [], works: [], cancels: [], finds: [] },
    outputHosts: ['*.outputs.test'],
    pollMs: 1_000,
    plan: (wish) => ({
      settings: { model: wish.model, ratio: wish.aspectRatio },
      warnings: wish.seed === undefined ? [] : [{ path: ['seed'], message: 'It takes no seed.' }],
    }),
    start: (request, { submissionId }) => start(provider, request, submissionId),
    status: async (operation) => {
      const work = workOf(provider, operation)
      if (work.asked++ < (script.polls ?? 1)) return { state: 'pending', progress: 50, providerStatus: 'busy' }
      return endOf(provider, work)
    },
    cancel: script.cancel === null ? null : (operation) => cancel(provider, workOf(provider, operation)),
    find: script.find ? ({ submissionId }) => find(provider, submissionId) : null,
    readWebhook: script.webhooks ? readWebhook : null,
  }
  return provider
}

async function start(provider: ScriptedProvider, request: MediaRequest, submissionId: string): Promise<Started> {
  const { journal, script, name } = provider
  journal.creates.push(submissionId)
  const answers = script.creates ?? ['accept']
  const answer = answers[Math.min(journal.creates.length, answers.length) - 1] as CreateAnswer
  if (answer instanceof AppError) throw answer
  if (answer === 'never-taken') throw failure('UPSTREAM_ERROR', 'unknown', 'The connection was lost.')
  const externalId = `${name}-${crypto.randomUUID()}`
  const work: Work = { submissionId, externalId, request, asked: 0, ended: null }
  journal.works.push(work)
  if (answer === 'taken-then-lost') throw failure('UPSTREAM_ERROR', 'unknown', 'The connection was lost.')
  if (answer === 'accept') return { operation: { id: externalId }, externalId }
  return { operation: null, externalId, status: await endOf(provider, work) }
}

async function cancel(provider: ScriptedProvider, work: Work): Promise<OperationStatus> {
  provider.journal.cancels.push(work.externalId)
  const how = provider.script.cancel ?? 'free'
  if (how === 'late') return endOf(provider, work)
  work.ended = 'canceled'
  return { state: 'canceled', billed: how === 'billed' ? 'yes' : 'no', usage: null, providerStatus: 'canceled' }
}

async function find({ journal, script }: ScriptedProvider, submissionId: string): Promise<Found> {
  journal.finds.push(submissionId)
  if (script.find === 'unclear' || script.find === 'lost') return { outcome: script.find }
  const work = journal.works.find((one) => one.submissionId === submissionId)
  if (!work) return { outcome: 'none' }
  return { outcome: 'found', operation: { id: work.externalId }, externalId: work.externalId }
}

async function readWebhook({ rawBody, headers }: WebhookDelivery): Promise<ReadWebhook> {
  if (headers['signature'] !== 'true') throw new AppError('UNAUTHORIZED', 'The signature is wrong.')
  const {
    submissionId = null,
    externalId = '',
    id = '',
  } = JSON.parse(Buffer.from(rawBody).toString()) as Partial<Record<string, string>>
  return { deliveryId: id, submissionId, externalId, operation: { id: externalId } }
}

function workOf({ journal }: ScriptedProvider, operation: Operation): Work {
  const work = journal.works.find((one) => one.externalId === operation['id'])
  if (!work) throw new Error(`there is no work ${String(operation['id'])}`)
  return work
}

async function endOf(provider: ScriptedProvider, work: Work): Promise<Exclude<OperationStatus, { state: 'pending' }>> {
  const { end = 'succeed', outputs } = provider.script
  if (work.ended === 'canceled' || end === 'abort') {
    work.ended = 'canceled'
    return { state: 'canceled', billed: 'no', usage: null, providerStatus: 'aborted' }
  }
  if (end instanceof AppError) {
    work.ended = 'failed'
    return { state: 'failed', error: end, usage: null, providerStatus: 'failed' }
  }
  work.ended = 'succeeded'
  return { state: 'succeeded', outputs: (await outputs?.(work)) ?? [], usage: null, providerStatus: 'succeeded' }
}
