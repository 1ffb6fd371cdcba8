/** No variable of the environment gives it another address. */
export { createOpenAIMedia } from '../openai/openai-media.ts'
export type { CreateAnswer, FakeBehaviour, Outcome } from './fake-providers/fake-behaviour.ts'
export type { FakeJournal, JournalCreate, JournalRequest } from './fake-providers/fake-journal.ts'
export type { FakeProviderName, NewWork, WorkView } from './fake-providers/fake-work.ts'
export { smallPng } from './fake-providers/small-png.ts'
export { signWebhook } from './fake-providers/sign-webhook.ts'
export {
  type ChooseCut,
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
