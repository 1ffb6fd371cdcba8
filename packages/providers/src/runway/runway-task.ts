import { z } from 'zod'
import type { MediaUsage, Operation, OperationStatus } from '../media/contract.ts'
import { failedWork } from '../media/failed-work.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { Billed } from '../text/contract.ts'

const name = 'runway'
const credits = z.looseObject({ credits: z.number().min(0) })

/** What is read of a task (@runwayml/sdk 4.20.1, `TaskRetrieveResponse`); the rest may change as it likes. */
const taskAnswer = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  progress: z.number().optional(),
  output: z.array(z.unknown()).optional(),
  failureCode: z.string().nullish(),
  cost: credits.nullish(),
})
const created = z.looseObject({ id: z.string().min(1), estimatedCost: credits.nullish() })
const operation = z.object({ id: z.string().min(1) })
const url = z.url({ protocol: /^https?$/ })

/** @throws ProviderError when the answer to a create names no task */
export function readCreated(body: unknown): { id: string } {
  const parsed = created.safeParse(body)
  if (!parsed.success) throw brokenAnswer(name)
  return { id: parsed.data.id }
}

/** The task's id; null for an operation that is none of ours. */
export function readOperation(stored: Operation): string | null {
  return operation.safeParse(stored).data?.id ?? null
}

/**
 * What a task says of itself. A task that has ended tells what it really cost: nothing, where it was given back.
 * @throws ProviderError when it is no task
 */
export function readTask(body: unknown): OperationStatus {
  const parsed = taskAnswer.safeParse(body)
  if (!parsed.success) throw brokenAnswer(name)
  const { status: providerStatus, progress, output, failureCode, cost } = parsed.data
  const usage: MediaUsage | null = cost ? { credits: cost.credits } : null
  const billed: Billed = cost ? (cost.credits > 0 ? 'yes' : 'no') : 'unknown'
  switch (providerStatus) {
    case 'PENDING':
    case 'THROTTLED':
      return { state: 'pending', providerStatus }
    case 'RUNNING':
      return { state: 'pending', providerStatus, ...(progress === undefined ? {} : { progress }) }
    case 'CANCELLED':
      return { state: 'canceled', billed, usage, providerStatus }
    case 'FAILED':
      return failedWork(name, { refused: failureCode?.startsWith('SAFETY') === true, billed, usage, providerStatus })
    case 'SUCCEEDED': {
      const urls = z.array(url).min(1).safeParse(output).data
      if (urls) return { state: 'succeeded', outputs: urls.map((one) => ({ url: one })), usage, providerStatus }
      const message = `${name} finished its work without a file that can be used.`
      return failedWork(name, { message, billed, usage, providerStatus })
    }
    default:
      throw brokenAnswer(name)
  }
}
