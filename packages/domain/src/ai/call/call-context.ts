import type { DomainContext } from '../../context.ts'

/** What a metered call of a model asks for. The provider itself comes with the call, as its chosen model. */
export type TextCallContext = Pick<DomainContext, 'db' | 'clock' | 'log' | 'actor' | 'config' | 'openWork'>
