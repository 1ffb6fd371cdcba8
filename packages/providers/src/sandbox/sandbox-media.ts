import { type Clock, systemClock } from '@cronicl/core'
import type { Found, MediaProvider, OperationStatus } from '../media/contract.ts'
import type { DrawClip } from '../media/create-media-providers.ts'
import { unknownWork } from '../media/unknown-work.ts'
import { endWork } from './end-work.ts'
import { planWork } from './plan-work.ts'
import { refuseStart } from './refuse-start.ts'
import { packWork, readWork } from './sandbox-operation.ts'

export interface SandboxPorts {
  /** Null where FFmpeg is missing: then there are pictures alone. */
  drawClip: DrawClip | null
  clock?: Clock
}

const name = 'sandbox'
const canceled = { state: 'canceled', billed: 'no', usage: null, providerStatus: 'canceled' } as const

/**
 * Pictures and films without a key, a network or a cost: storyboards drawn of the prompt, and clips that set pictures in
 * motion; the same for the same request, marked so that nobody takes them for more. The operation holds all that is
 * needed, so any process can tell how the work goes and make its outputs; that it was canceled is remembered where it
 * was canceled. A create whose answer was lost has left nothing. `sandboxMediaMagic` names the prompts that make it fail.
 */
export function createSandboxMedia({ drawClip, clock = systemClock }: SandboxPorts): MediaProvider {
  const [lostCreates, canceledWork] = [createMemory<Found>(), createMemory<true>()]

  const status: MediaProvider['status'] = async (stored, { signal }): Promise<OperationStatus> => {
    signal.throwIfAborted()
    const work = readWork(stored)
    if (!work) return unknownWork(name)
    if (canceledWork.get(work.id)) return canceled
    const part = (clock.now().getTime() - work.takenAtMs) / work.takesMs
    const isStanding = work.magic === 'stall' || work.magic === 'tooLate'
    if (part >= 1 && !isStanding) return endWork(work, { drawClip, signal })
    const progress = Math.floor(Math.min(Math.max(part, 0) * 100, isStanding ? 50 : 99))
    return { state: 'pending', progress, providerStatus: 'drawing' }
  }

  return {
    name,
    outputHosts: [],
    pollMs: 250,
    plan: (wish) => planWork(wish, drawClip !== null),
    async start(request, { submissionId, signal }) {
      signal.throwIfAborted()
      const externalId = `sandbox-${submissionId}`
      const operation = await packWork(request, { id: externalId, at: clock.now() })
      signal.throwIfAborted()
      if (operation.magic === 'lost') lostCreates.set(submissionId, { outcome: 'found', operation, externalId })
      if (operation.magic === 'timeout') lostCreates.set(submissionId, { outcome: 'unclear' })
      refuseStart(operation.magic)
      return { operation, externalId }
    },
    status,
    async cancel(stored, options) {
      const work = readWork(stored)
      if (work?.magic === 'tooLate') return endWork(work, { drawClip, ...options })
      const standing = await status(stored, options)
      if (!work || standing.state !== 'pending') return standing
      canceledWork.set(work.id, true)
      return canceled
    },
    find: async ({ submissionId }) => lostCreates.get(submissionId) ?? { outcome: 'none' },
    readWebhook: null,
  }
}

/** The last thousand; nobody asks about older ones. */
function createMemory<T>(): { get(id: string): T | undefined; set(id: string, value: T): void } {
  const values = new Map<string, T>()
  return {
    get: (id) => values.get(id),
    set: (id, value) => {
      values.set(id, value)
      const oldest = values.keys().next().value
      if (values.size > 1_000 && oldest !== undefined) values.delete(oldest)
    },
  }
}
