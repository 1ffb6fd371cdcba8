import { newId } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import { createImage, createImageInput, createWebhookEndpoint } from '@cronicl/domain'
import type { Runtime } from '@cronicl/runtime'
import type { TrackedWork } from '@cronicl/server/testing/provider-storm'
import type { Truth } from './fake-replicate.ts'

export interface PlantedGeneration extends TrackedWork {
  jobId: string
  truth: Truth
}

export interface Planting {
  runtime: Runtime
  users: number
  /** Pictures under way for each user. */
  each: number
  /** Where each user wants to be told. */
  receiverUrl: string
}

export interface Planted {
  generations: PlantedGeneration[]
  /** The endpoints' signing secrets. */
  secrets: string[]
}

const truths: readonly Truth[] = ['succeeded', 'succeeded', 'succeeded', 'failed', 'canceled']

/**
 * Generations that users have started by the ordinary verb, with their reservations, each with a create that was sent
 * already by a worker that is gone: of two in three the answer was written down, of the third it was lost.
 */
export async function plantGenerations({ runtime, users, each, receiverUrl }: Planting): Promise<Planted> {
  const planted: Planted = { generations: [], secrets: [] }
  for (let user = 0; user < users; user++) {
    const at = runtime.clock.now()
    const userId = newId('user', at.getTime())
    const data = { id: userId, email: `${userId}@example.com`, plan: 'studio', createdAt: at }
    await runtime.db.user.create({ data })
    const ctx = runtime.context({ actor: { type: 'user', userId, sessionId: 'ses_soak', role: 'USER' } })
    const endpoint = { url: receiverUrl, description: '', eventTypes: ['*' as const] }
    planted.secrets.push((await createWebhookEndpoint(ctx, endpoint)).secret)
    for (let index = 0; index < each; index++) {
      const prompt = `a lighthouse in the fog, ${index}`
      const input = createImageInput.parse({ prompt, provider: 'replicate', commit: true })
      const { jobId } = await createImage(ctx, input)
      const generation = {
        jobId: jobId as string,
        submissionId: newId('submission'),
        externalId: `pre${user}x${index}`,
      }
      await sendAlready(runtime, { ...generation, userId, isLost: index % 3 === 2 })
      planted.generations.push({ ...generation, truth: truths[index % truths.length] as Truth })
    }
  }
  return planted
}

interface Sent extends TrackedWork {
  jobId: string
  userId: string
  isLost: boolean
}

async function sendAlready({ db, clock }: Runtime, sent: Sent): Promise<void> {
  const { jobId, userId, submissionId: id, externalId, isLost } = sent
  const at = clock.now()
  const deadlineAt = new Date(at.getTime() + 600_000)
  const operation: Prisma.InputJsonObject = { id: externalId }
  const answer = isLost ? {} : { externalId, operation, submittedAt: at }
  const { model } = await db.job.findUniqueOrThrow({ where: { id: jobId }, select: { model: true } })
  const columns = { number: 1, provider: 'replicate', model: model ?? '', settings: {}, billed: 'unknown' as const }
  const state = isLost ? 'submitting' : 'submitted'
  await db.submission.create({
    data: { id, jobId, userId, state, ...columns, ...answer, createdAt: at, submittingAt: at, deadlineAt },
  })
}
