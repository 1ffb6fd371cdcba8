import type { FakeProviderName } from './fake-work.ts'

export interface JournalRequest {
  at: Date
  provider: FakeProviderName
  method: string
  path: string
  body: unknown
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** How the request departs from the provider's documents. */
  issues: readonly string[]
}

/** Work that a provider accepted, and will have paid. */
export interface JournalCreate {
  at: Date
  provider: FakeProviderName
  workId: string
  model: string
  /** Ours, where the request told it anywhere. */
  submissionId: string | null
  body: unknown
}

/** Everything that arrived, in order. */
export interface FakeJournal {
  requests: JournalRequest[]
  creates: JournalCreate[]
  /** Creates that were accepted for a submission. */
  createsOf(submissionId: string): JournalCreate[]
  clear(): void
}

export function openJournal(): FakeJournal {
  const requests: JournalRequest[] = []
  const creates: JournalCreate[] = []
  return {
    requests,
    creates,
    createsOf: (id) => creates.filter(({ submissionId }) => submissionId === id),
    clear: () => {
      requests.length = 0
      creates.length = 0
    },
  }
}

/** The first submission id in a text; ids are long enough for that to be no accident. */
export function findSubmissionId(text: string): string | null {
  return /sbm_[0-9a-z]{20,40}/.exec(text)?.[0] ?? null
}
