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

const ratios = ['match_input_image', '1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const
const uri = z.string().regex(/^(https?:\/\/|data:image\/(png|jpeg|webp);base64,)/)

/** Inputs of the models' own schemas (replicate.com/<model>/api); the API refuses what they do not name. */
const inputs: Readonly<Record<string, z.ZodType>> = {
  'google/nano-banana-2': z.strictObject({
    prompt: z.string(),
    image_input: z.array(uri).max(14).optional(),
    aspect_ratio: z.enum(ratios).optional(),
    resolution: z.enum(['1K', '2K', '4K']).optional(),
    google_search: z.boolean().optional(),
    image_search: z.boolean().optional(),
    output_format: z.enum(['jpg', 'png']).optional(),
  }),
  'black-forest-labs/flux-schnell': z.strictObject({
    prompt: z.string(),
    aspect_ratio: z.enum(['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21']).optional(),
    num_outputs: z.int().min(1).max(4).optional(),
    num_inference_steps: z.int().min(1).max(4).optional(),
    seed: z.int().optional(),
    output_format: z.enum(['webp', 'jpg', 'png']).optional(),
    output_quality: z.int().min(0).max(100).optional(),
    disable_safety_checker: z.boolean().optional(),
    go_fast: z.boolean().optional(),
    megapixels: z.enum(['1', '0.25']).optional(),
  }),
}
const anyInput = z.looseObject({ prompt: z.string() })

/** POST /models/{owner}/{name}/predictions, as the API's OpenAPI document has it. */
const createBody = z.strictObject({
  input: z.record(z.string(), z.unknown()),
  webhook: z.url({ protocol: /^https?$/ }).optional(),
  webhook_events_filter: z.array(z.enum(['start', 'output', 'logs', 'completed'])).optional(),
  stream: z.boolean().optional(),
  version: z.string().optional(),
})

const detail = (status: number, title: string, text: string): FakeAnswer => ({
  status,
  body: { title, detail: text, status },
  headers: status === 429 ? { 'retry-after': '7' } : {},
})

export const fakeReplicate: FakeProvider = {
  name: 'replicate',
  refusal: (reason) => {
    if (reason === 'rate-limit') return detail(429, 'Too many requests', 'Request was throttled. r8_quoted_key')
    if (reason === 'no-credit') return detail(402, 'Insufficient credit', 'You have insufficient credit. r8_quoted_key')
    if (reason === 'bad-key') return detail(401, 'Unauthenticated', 'Token r8_quoted_key is not valid')
    if (reason === 'refuse')
      return detail(422, 'Input validation failed', 'input: r8_quoted_key is flagged as sensitive (E005)')
    return detail(500, 'Internal server error', 'r8_quoted_key')
  },
  handle(request, context) {
    if (!/^Bearer \S+$/.test(request.headers.authorization ?? ''))
      return { answer: detail(401, 'Unauthenticated', 'You did not pass an authentication token') }
    const [, owner, name] = /^\/v1\/models\/([^/]+)\/([^/]+)\/predictions$/.exec(request.path) ?? []
    if (request.method === 'POST' && owner && name) return create(request, `${owner}/${name}`, context)
    if (request.path === '/v1/predictions') return { answer: list(request, context) }
    const [, id, action] = /^\/v1\/predictions\/([^/]+)(\/cancel)?$/.exec(request.path) ?? []
    const work = id ? context.works.get(id) : undefined
    if (!work) return { answer: detail(404, 'Not found', 'The requested resource could not be found.') }
    const ended = action && request.method === 'POST' && context.works.end(work, 'cancel') ? work : undefined
    return { ended, answer: { status: 200, body: prediction(work, context) } }
  },
  notice: (work, context) => ({ url: work.webhookUrl, body: prediction(work, context) }),
}

function create(request: FakeRequest, model: string, context: FakeContext): FakeAsk {
  const body = request.body as { input?: Record<string, unknown>; webhook?: string } | undefined
  const issues = [...issuesOf(createBody, body), ...issuesOf(inputs[model] ?? anyInput, body?.input)]
  const after = request.headers['cancel-after']
  const cancelAfterMs = typeof after === 'string' ? durationMs(after) : undefined
  if (cancelAfterMs === null) issues.push(`cancel-after: ${String(after)}`)
  if (issues.length > 0) return { issues, answer: detail(422, 'Input validation failed', issues.join('; ')) }
  return {
    create: {
      provider: 'replicate',
      kind: 'duration' in (body?.input ?? {}) ? 'video' : 'image',
      model,
      request: body as Record<string, unknown>,
      webhookUrl: body?.webhook ?? null,
      idPrefix: 'r8',
      ...(typeof cancelAfterMs === 'number' ? { cancelAfterMs } : {}),
    },
    answer: (work) => ({ status: 201, body: prediction(work, context) }),
  }
}

/** As in `5m` or `1h30m45s`, at least five seconds; null when it is none. */
function durationMs(text: string): number | null {
  if (!/^(\d+h)?(\d+m)?(\d+s)?$/.test(text)) return null
  const part = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0)
  const seconds = part('h') * 3600 + part('m') * 60 + part('s')
  return seconds >= 5 ? seconds * 1000 : null
}

const statuses = {
  queued: 'starting',
  running: 'processing',
  succeed: 'succeeded',
  malformed: 'succeeded',
  fail: 'failed',
  filter: 'failed',
  cancel: 'canceled',
} as const

/** Input, output and logs are gone an hour after the end. */
const keptMs = 3_600_000

function prediction(work: FakeWork, context: FakeContext): Record<string, unknown> {
  const view = context.works.view(work)
  const isGone = view.endedAt !== null && context.now().getTime() - view.endedAt.getTime() > keptMs
  const isDone = view.state === 'succeed'
  const aborted = view.state === 'cancel' && view.startedAt === null
  const { origin } = context
  return {
    id: work.id,
    model: work.model,
    version: 'hidden',
    input: isGone ? {} : work.request.input,
    output: isDone && !isGone ? output(work, context) : view.state === 'malformed' ? { none: true } : null,
    error:
      {
        fail: 'Prediction failed: out of memory r8_quoted_key',
        filter:
          'The input or output was flagged as sensitive. Please try again with different inputs. (E005) r8_quoted_key',
      }[view.state as 'fail'] ?? null,
    logs: isGone ? null : '',
    status: aborted ? 'aborted' : statuses[view.state],
    created_at: work.createdAt.toISOString(),
    started_at: view.startedAt?.toISOString() ?? null,
    completed_at: view.endedAt?.toISOString() ?? null,
    data_removed: isGone,
    source: 'api',
    ...(work.webhookUrl ? { webhook: work.webhookUrl } : {}),
    metrics: view.endedAt && view.startedAt ? { predict_time: 3.25, total_time: 4.5 } : {},
    urls: { get: `${origin}/v1/predictions/${work.id}`, cancel: `${origin}/v1/predictions/${work.id}/cancel` },
  }
}

function output(work: FakeWork, context: FakeContext): string | string[] {
  const url = fileUrl(context, work)
  return work.model.startsWith('black-forest-labs/flux-schnell') ? [url] : url
}

const pageSize = 100

/** Newest first, a hundred a page, and without the webhook, as the documents' own example. */
function list({ query }: FakeRequest, context: FakeContext): FakeAnswer {
  const [after, before] = ['created_after', 'created_before'].map((name) => query.get(name))
  const skip = Number(query.get('cursor') ?? 0)
  const all = context.works
    .of('replicate')
    .filter(({ createdAt }) => (!after || createdAt >= new Date(after)) && (!before || createdAt < new Date(before)))
    .reverse()
  const rows = all.slice(skip, skip + pageSize).map((work) => {
    const { webhook: _, ...row } = prediction(work, context)
    return row
  })
  const next = new URLSearchParams([...query].filter(([name]) => name !== 'cursor'))
  next.set('cursor', `${skip + pageSize}`)
  const more = all.length > skip + pageSize
  return {
    status: 200,
    body: { next: more ? `${context.origin}/v1/predictions?${next}` : null, previous: null, results: rows },
  }
}
