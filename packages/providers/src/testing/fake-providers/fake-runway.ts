import { z } from 'zod'
import {
  type FakeAnswer,
  type FakeAsk,
  type FakeContext,
  type FakeProvider,
  type FakeRequest,
  fileUrl,
  issuesOf,
} from './fake-exchange.ts'
import type { FakeWork } from './fake-work.ts'

/** HTTPS URL, upload URI, or a data URI of up to 5 MB. */
const image = z
  .string()
  .max(5_000_000 + 100)
  .regex(/^(https?:\/\/|runway:\/\/|data:image\/(png|jpeg|webp);base64,)/)
const text = z.string().min(1).max(1000)
const seed = z.int().min(0).max(4_294_967_295)
const at = <const P extends string>(...positions: P[]) =>
  z.union([
    image,
    z
      .array(z.strictObject({ uri: image, position: z.enum(positions) }))
      .min(1)
      .max(2),
  ])
const gen4Ratio = z.enum(['1280:720', '720:1280', '1104:832', '960:960', '832:1104', '1584:672'])
const veoRatio = z.enum(['1280:720', '720:1280', '1080:1920', '1920:1080'])
const veoExtras = {
  audio: z.boolean().optional(),
  duration: z.literal([4, 6, 8]).optional(),
  negativePrompt: z.string().optional(),
  seed: seed.optional(),
}

/** POST /v1/image_to_video and /v1/text_to_video of API version 2024-11-06, by model. */
const bodies = {
  image_to_video: z.discriminatedUnion('model', [
    z.strictObject({
      model: z.literal('gen4_turbo'),
      promptImage: at('first'),
      ratio: gen4Ratio,
      duration: z.int().min(2).max(10).optional(),
      promptText: text.optional(),
      seed: seed.optional(),
    }),
    z.strictObject({
      model: z.literal('gen4.5'),
      promptImage: at('first'),
      ratio: gen4Ratio,
      duration: z.int().min(2).max(10),
      promptText: text,
      seed: seed.optional(),
    }),
    z.strictObject({
      model: z.literal(['veo3.1', 'veo3.1_fast']),
      promptImage: at('first', 'last'),
      ratio: veoRatio,
      promptText: text.optional(),
      ...veoExtras,
    }),
  ]),
  text_to_video: z.discriminatedUnion('model', [
    z.strictObject({
      model: z.literal('gen4.5'),
      promptText: text,
      ratio: z.enum(['1280:720', '720:1280']),
      duration: z.int().min(2).max(10),
      seed: seed.optional(),
    }),
    z.strictObject({ model: z.literal(['veo3.1', 'veo3.1_fast']), promptText: text, ratio: veoRatio, ...veoExtras }),
  ]),
}
const creditsPerSecond: Readonly<Record<string, number>> = {
  gen4_turbo: 5,
  'gen4.5': 12,
  'veo3.1': 40,
  'veo3.1_fast': 15,
}

const error = (status: number, message: string): FakeAnswer => ({
  status,
  body: { error: message, docUrl: 'https://docs.dev.runwayml.com/errors/errors' },
  headers: status === 429 ? { 'retry-after': '9' } : {},
})

export const fakeRunway: FakeProvider = {
  name: 'runway',
  refusal: (reason) => {
    if (reason === 'rate-limit') return error(429, 'You have reached the limit of your tier. key_quoted')
    if (reason === 'no-credit') return error(400, 'You do not have enough credits to run this task. key_quoted')
    if (reason === 'bad-key') return error(401, 'The API key key_quoted is not valid.')
    if (reason === 'refuse') return error(400, 'promptText did not pass moderation. key_quoted')
    return error(503, 'key_quoted')
  },
  handle(request, context) {
    if (!/^Bearer \S+$/.test(request.headers.authorization ?? ''))
      return { answer: error(401, 'No API key was given.') }
    if (request.headers['x-runway-version'] !== '2024-11-06')
      return { answer: error(400, 'X-Runway-Version is missing.') }
    const [, endpoint] = /^\/v1\/(image_to_video|text_to_video)$/.exec(request.path) ?? []
    if (request.method === 'POST' && endpoint) return create(request, endpoint as keyof typeof bodies)
    const work = context.works.get(/^\/v1\/tasks\/([^/]+)$/.exec(request.path)?.[1] ?? '')
    if (!work) return { answer: error(404, 'Task not found.') }
    return { answer: request.method === 'DELETE' ? remove(work, context) : { status: 200, body: task(work, context) } }
  },
  notice: null,
}

function create(request: FakeRequest, endpoint: keyof typeof bodies): FakeAsk {
  const issues = issuesOf(bodies[endpoint], request.body)
  if (issues.length > 0)
    return {
      issues,
      answer: {
        status: 400,
        body: { error: 'Validation of body failed', issues: issues.map((message) => ({ message, path: [] })) },
      },
    }
  const body = request.body as { model: string }
  return {
    create: {
      provider: 'runway',
      kind: 'video',
      model: body.model,
      request: body,
      webhookUrl: null,
      idPrefix: 'task-',
    },
    answer: (work) => ({ status: 200, body: { id: work.id, estimatedCost: { credits: credits(work) } } }),
  }
}

/** A task that has ended is deleted, and cannot be had again; one that has not is canceled, and costs nothing. */
function remove(work: FakeWork, { works }: FakeContext): FakeAnswer {
  if (!works.end(work, 'cancel')) works.remove(work.id)
  return { status: 204 }
}

function credits({ model, request }: FakeWork): number {
  return (creditsPerSecond[model] ?? 0) * Number(request.duration ?? 8)
}

function task(work: FakeWork, context: FakeContext): Record<string, unknown> {
  const { state, progress } = context.works.view(work)
  const base = { id: work.id, createdAt: work.createdAt.toISOString() }
  const estimatedCost = { credits: credits(work) }
  const cost = (charged: number) => ({ cost: { credits: charged } })
  if (state === 'queued') return { ...base, status: 'PENDING', estimatedCost }
  if (state === 'running') return { ...base, status: 'RUNNING', progress, estimatedCost }
  if (state === 'cancel') return { ...base, status: 'CANCELLED', ...cost(0) }
  if (state === 'fail')
    return {
      ...base,
      status: 'FAILED',
      failure: 'An unexpected error occurred. key_quoted',
      failureCode: 'INTERNAL.BAD_OUTPUT.CODE01',
      ...cost(0),
    }
  if (state === 'filter')
    return {
      ...base,
      status: 'FAILED',
      failure: 'The prompt did not pass moderation. key_quoted',
      failureCode: 'SAFETY.INPUT.TEXT',
      ...cost(credits(work)),
    }
  return {
    ...base,
    status: 'SUCCEEDED',
    output: state === 'malformed' ? [] : [fileUrl(context, work)],
    ...cost(credits(work)),
  }
}
