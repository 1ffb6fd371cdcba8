import { AppError } from '@cronicl/core'
import type { MediaProvider } from '@cronicl/providers'
import type { HouseContext } from './open-generation-house.ts'

/** What a call of a process that is no more rejects with. */
export class ProcessDied extends AppError {
  constructor() {
    super('CONFLICT', 'The process died.')
  }
}

export interface Death {
  /** At which call to the world: database, transaction, provider, store or web; from 1. */
  at: number
  /** Before it was made, or after it took effect and before its answer arrived. */
  when: 'before' | 'after'
}

/** The context of a process that dies at its n-th call to the world; all calls after it fail too, and change nothing. */
export function dyingContext(ctx: HouseContext, death: Death): { ctx: HouseContext; died(): boolean } {
  let calls = 0
  let dead = false
  const die = (): never => {
    dead = true
    throw new ProcessDied()
  }
  const call = async <T>(work: () => Promise<T> | T): Promise<T> => {
    if (dead) throw new ProcessDied()
    const isLast = ++calls === death.at
    if (isLast && death.when === 'before') die()
    const answer = await work()
    if (isLast || dead) die()
    return answer
  }
  const mortal = <T extends object>(target: T, depth = 0): T =>
    new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member === 'function')
          return (...args: unknown[]) => call(() => Reflect.apply(member, target, args) as unknown)
        const isDelegate = depth === 0 && typeof member === 'object' && member !== null && typeof name === 'string'
        return isDelegate ? mortal(member, 1) : member
      },
    })
  const providers = ctx.mediaProviders
  return {
    died: () => dead,
    ctx: {
      ...ctx,
      db: mortal(ctx.db),
      transact: (work) =>
        call(() =>
          ctx.transact((tx) => {
            const { enqueue } = tx
            return work({ db: mortal(tx.db), enqueue: (...args) => call(() => enqueue(...args)) })
          }),
        ),
      blobs: mortal(ctx.blobs),
      outbound: mortal(ctx.outbound),
      mediaProviders: { ...providers, get: (name) => mortalProvider(providers.get(name), call) },
    },
  }
}

function mortalProvider(provider: MediaProvider, call: <T>(work: () => Promise<T> | T) => Promise<T>): MediaProvider {
  const { cancel, find } = provider
  return {
    name: provider.name,
    outputHosts: provider.outputHosts,
    pollMs: provider.pollMs,
    plan: (wish) => provider.plan(wish),
    start: (request, options) => call(() => provider.start(request, options)),
    status: (operation, options) => call(() => provider.status(operation, options)),
    cancel: cancel && ((operation, options) => call(() => cancel(operation, options))),
    find: find && ((query) => call(() => find(query))),
    readWebhook: provider.readWebhook,
  }
}
