import type { DomainContext } from '../context.ts'

/** What verbs that call a model of text ask for. */
export type AiContext = Pick<
  DomainContext,
  'db' | 'transact' | 'actor' | 'clock' | 'log' | 'config' | 'textProviders' | 'openWork'
>
