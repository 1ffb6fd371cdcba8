import { z } from 'zod'
import {
  type FakeAnswer,
  type FakeAsk,
  type FakeContext,
  type FakeProvider,
  type FakeRequest,
  fileAnswer,
  issuesOf,
} from './fake-exchange.ts'
import { drawWithGemini } from './fake-gemini-images.ts'
import type { FakeWork } from './fake-work.ts'

const content = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({
    type: z.literal('image'),
    data: z.base64().optional(),
    uri: z.string().optional(),
    mime_type: z.string(),
  }),
])

/** POST /interactions (`CreateModelInteraction`), as far as films by key use it. */
const createBody = z.strictObject({
  model: z.string(),
  input: z.union([z.string(), z.array(content).min(1)]),
  background: z.literal(true),
  store: z.boolean().optional(),
  response_format: z.strictObject({
    type: z.literal('video'),
    aspect_ratio: z.enum(['16:9', '9:16']).optional(),
    duration: z
      .string()
      .regex(/^([3-9]|1[0-5])s$/)
      .optional(),
    resolution: z.enum(['360p', '720p', '1080p', '4k']).optional(),
    delivery: z.enum(['inline', 'uri']).optional(),
  }),
  generation_config: z
    .strictObject({
      seed: z.int().optional(),
      video_config: z
        .strictObject({
          task: z.enum(['text_to_video', 'image_to_video', 'reference_to_video', 'edit', 'extend', 'upscale']),
        })
        .optional(),
    })
    .optional(),
  webhook_config: z
    .strictObject({ uris: z.array(z.url()).optional(), user_metadata: z.record(z.string(), z.unknown()).optional() })
    .optional(),
  labels: z.record(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/), z.string().max(63)).optional(),
})

const error = (status: number, code: string, message: string): FakeAnswer => ({
  status,
  body: { error: { code, message, status: code.toUpperCase() } },
  headers: status === 429 ? { 'retry-after': '11' } : {},
})

export const fakeGemini: FakeProvider = {
  name: 'gemini',
  refusal: (reason) => {
    if (reason === 'rate-limit') return error(429, 'resource_exhausted', 'Quota exceeded for AIza_quoted.')
    if (reason === 'no-credit')
      return error(429, 'resource_exhausted', 'Your prepayment credits are depleted. AIza_quoted')
    if (reason === 'bad-key')
      return {
        status: 400,
        body: {
          error: {
            code: 400,
            status: 'INVALID_ARGUMENT',
            message: 'AIza_quoted',
            details: [{ reason: 'API_KEY_INVALID' }],
          },
        },
      }
    if (reason === 'refuse') return error(400, 'safety', 'The request was blocked for safety reasons. AIza_quoted')
    return error(500, 'internal', 'AIza_quoted')
  },
  handle(request, context) {
    if (!request.headers['x-goog-api-key']) return { answer: error(403, 'permission_denied', 'No API key.') }
    const draw = drawWithGemini(request, context, (issues) => error(400, 'invalid_request', issues.join('; ')))
    if (draw) return draw
    const file = /^\/v1(beta)?\/files\/([^/:]+):download$/.exec(request.path)?.[2]
    if (file)
      return {
        answer:
          context.works.get(file) && request.query.get('alt') === 'media'
            ? fileAnswer(context, { kind: 'video', id: file })
            : error(404, 'not_found', 'No such file.'),
      }
    const [, , id, action] = /^\/v1(beta)?\/interactions(?:\/([^/]+)(\/cancel)?)?$/.exec(request.path) ?? []
    if (request.method === 'POST' && !id) return create(request)
    const work = id ? context.works.get(id) : undefined
    if (!work) return { answer: error(400, 'invalid_request', 'Invalid interaction name.') }
    const ended = action && context.works.end(work, 'cancel') ? work : undefined
    return { ended, answer: { status: 200, body: interaction(work, context) } }
  },
  notice: (work, context) => {
    const config = work.request.webhook_config as { user_metadata?: object } | undefined
    const { state } = context.works.view(work)
    const type = { fail: 'failed', cancel: 'cancelled' }[state as 'fail'] ?? 'completed'
    const metadata = config?.user_metadata ? { user_metadata: config.user_metadata } : {}
    return {
      url: work.webhookUrl,
      body: {
        type: `interaction.${type}`,
        version: 'v1',
        timestamp: context.now().toISOString(),
        data: { id: work.id },
        ...metadata,
      },
    }
  },
}

function create(request: FakeRequest): FakeAsk {
  const issues = issuesOf(createBody, request.body)
  if (issues.length > 0) return { issues, answer: error(400, 'invalid_request', issues.join('; ')) }
  const body = request.body as { model: string; webhook_config?: { uris?: string[] } }
  return {
    create: {
      provider: 'gemini',
      kind: 'video',
      model: body.model,
      request: body,
      webhookUrl: body.webhook_config?.uris?.[0] ?? null,
      idPrefix: 'v1_',
    },
    answer: (work) => ({
      status: 200,
      body: { object: 'interaction', id: work.id, model: work.model, status: 'in_progress' },
    }),
  }
}

const statuses = {
  queued: 'queued',
  running: 'in_progress',
  succeed: 'completed',
  malformed: 'completed',
  fail: 'failed',
  filter: 'completed',
  cancel: 'cancelled',
} as const

function interaction(work: FakeWork, context: FakeContext): Record<string, unknown> {
  const { state, endedAt } = context.works.view(work)
  const format = work.request.response_format as { duration?: string; delivery?: string }
  const tokens = 5_792 * Number.parseInt(format.duration ?? '8', 10)
  const made = (contents: unknown[]) => [
    { type: 'thought', signature: 'AA==' },
    { type: 'model_output', content: contents },
  ]
  const video =
    format.delivery === 'uri'
      ? { uri: `${context.origin}/v1beta/files/${work.id}:download?alt=media` }
      : { data: Buffer.from(context.files.video(work.id)).toString('base64') }
  return {
    object: 'interaction',
    id: work.id,
    model: work.model,
    status: statuses[state],
    created: work.createdAt.toISOString(),
    updated: (endedAt ?? context.now()).toISOString(),
    ...(state === 'succeed'
      ? { steps: made([{ type: 'video', mime_type: 'video/mp4', ...video }]), usage: usage(tokens) }
      : {}),
    ...(state === 'malformed' ? { steps: made([]), usage: usage(tokens) } : {}),
    ...(state === 'filter'
      ? { steps: made([{ type: 'text', text: 'I cannot make this. AIza_quoted' }]), usage: usage(0) }
      : {}),
    ...(state === 'fail' ? { errors: [{ code: 'internal', message: 'AIza_quoted' }] } : {}),
  }
}

function usage(video: number): Record<string, unknown> {
  return {
    total_input_tokens: 40,
    input_tokens_by_modality: [{ modality: 'text', tokens: 40 }],
    total_output_tokens: video + 12,
    total_thought_tokens: 12,
    output_tokens_by_modality: video > 0 ? [{ modality: 'video', tokens: video }] : [{ modality: 'text', tokens: 12 }],
    total_tokens: video + 52,
  }
}
