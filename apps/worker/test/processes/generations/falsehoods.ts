import type { Database } from '@cronicl/db'
import type { JournalCreate, JournalRequest } from '@cronicl/providers/testing'
import type { Order } from './place-orders.ts'

type Row<Table extends 'job' | 'submission' | 'usageEntry' | 'mediaAsset'> = Awaited<
  ReturnType<Database[Table]['findFirstOrThrow']>
>

/** All that is known of one job, from both sides. */
export interface JobFacts {
  order: Order
  job: Row<'job'>
  submissions: Row<'submission'>[]
  entries: Row<'usageEntry'>[]
  /** Assets that it made; bytes that the user had before are another job's. */
  assets: Row<'mediaAsset'>[]
  /** Creates that arrived at a provider. */
  arrived: JournalRequest[]
  /** What was accepted of them, and how it has ended. */
  works: (JournalCreate & { state: string; endedAt: Date | null })[]
  /** Works that the provider takes money for, or may. */
  paid: JobFacts['works']
  /** Of what each work made. */
  checksums: string[]
}

/** What is not true of a job, in words; empty when all is. */
export function falsehoods(facts: JobFacts): string[] {
  const { order, job } = facts
  const { status } = job
  const claims = [
    ...creates(facts),
    ...(status === 'succeeded' ? success(facts) : status === 'failed' ? failure(facts) : []),
    ...(status === 'canceled' ? cancellation(facts) : []),
    [status === 'queued' || status === 'running', 'it has not ended'] as const,
    [order.view['status'] !== status, `its owner is told that it is ${String(order.view['status'])}`] as const,
  ]
  return claims
    .filter(([isWrong]) => isWrong)
    .map(([, words]) => `${order.tag} ${order.adapter} ${status} ${job.id}: ${words}`)
}

type Claim = readonly [isWrong: boolean, words: string]

function creates({ arrived, works, paid, submissions, job, order }: JobFacts): Claim[] {
  const ids = arrived.map(({ body, headers }) => /sbm_[0-9a-z]{20,40}/.exec(JSON.stringify([body, headers]))?.[0])
  const named = ids.filter((id) => id !== undefined)
  const inFlight = arrived.some(({ at }) =>
    works.some((work) => work.at < at && (work.endedAt === null || work.endedAt > at)),
  )
  const isGivenUp = job.errorCode === 'INTERNAL_ERROR'
  const isLive = ({ state }: { state: string }): boolean => !['succeeded', 'failed', 'canceled'].includes(state)
  return [
    [paid.length > 1, `${paid.length} creates are paid`],
    [inFlight, 'a create was sent while another was in flight'],
    [new Set(named).size < named.length, 'a submission was sent twice'],
    [arrived.length > submissions.length, `${arrived.length} creates of ${submissions.length} submissions arrived`],
    [!isGivenUp && submissions.some(isLive), 'a submission is still live'],
    [
      submissions.length > 0 && order.view['billed'] === 'no' && paid.length > 0,
      'its owner is told that nothing was billed',
    ],
    [order.view['billed'] === 'yes' && paid.length === 0, 'its owner is told that it was billed'],
  ]
}

function success({ works, assets, checksums, entries, job, order }: JobFacts): Claim[] {
  const made = works.filter(({ state }) => state === 'succeed')
  const [asset] = assets
  return [
    [made.length !== 1, `${made.length} works of its have succeeded`],
    [!asset || !checksums.includes(asset.checksum ?? ''), 'its asset is not what the provider made'],
    [count(entries, 'settle') !== 1 || count(entries, 'release') !== 0, 'it was not charged once'],
    [job.costMicroUsd <= 0n, 'it cost nothing'],
    [order.view['billed'] !== 'yes', 'its owner is not told that it was billed'],
  ]
}

function failure({ assets, entries, job, submissions, paid, order }: JobFacts): Claim[] {
  const isUnknown = submissions.some(({ billed, state }) => billed === 'unknown' || state === 'unknown')
  return [
    [assets.length > 0, 'it has an asset'],
    [count(entries, 'settle') !== 0 || count(entries, 'release') !== 1, 'it was charged'],
    [job.costMicroUsd !== 0n, 'it cost something'],
    [isUnknown && order.view['billed'] === 'no', 'its owner is not told that its outcome is unknown'],
    [
      paid.some(({ state }) => state === 'succeed') && submissions.every(({ billed }) => billed === 'no'),
      'work was lost',
    ],
  ]
}

function cancellation({ assets, entries, job, order, paid }: JobFacts): Claim[] {
  const isCharged = job.costMicroUsd > 0n
  return [
    [assets.length > 0, 'it has an asset'],
    [count(entries, 'settle') !== (isCharged ? 1 : 0), 'it was charged another sum than it cost'],
    [count(entries, 'settle') + count(entries, 'release') !== 1, 'its reservation did not end once'],
    [isCharged && (order.view['billed'] !== 'yes' || paid.length === 0), 'it was charged for nothing'],
  ]
}

function count(entries: readonly { action: string }[], action: string): number {
  return entries.filter((entry) => entry.action === action).length
}
