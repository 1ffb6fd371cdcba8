export type { CreateAnswer, FakeBehaviour, Outcome } from './fake-providers/fake-behaviour.ts'
export type { FakeJournal, JournalCreate, JournalRequest } from './fake-providers/fake-journal.ts'
export type { FakeProviderName } from './fake-providers/fake-work.ts'
export { signWebhook } from './fake-providers/sign-webhook.ts'
export {
  type CutPoint,
  type CuttingProxy,
  type ProxiedConnection,
  startCuttingProxy,
} from './fake-providers/start-cutting-proxy.ts'
export {
  type FakeProviders,
  type FakeProvidersOptions,
  startFakeProviders,
} from './fake-providers/start-fake-providers.ts'
