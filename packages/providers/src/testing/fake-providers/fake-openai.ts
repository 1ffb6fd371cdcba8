import {
  type FakeAnswer,
  type FakeAsk,
  type FakeContext,
  type FakeProvider,
  type FakeRequest,
  issuesOf,
} from './fake-exchange.ts'
import type { FakeWork } from './fake-work.ts'
import { editsBody, imagesBody, responsesBody } from './openai-bodies.ts'

const error = (status: number, code: string, message: string, type = 'invalid_request_error'): FakeAnswer => ({
  status,
  body: { error: { message, type, param: null, code } },
  headers: status === 429 ? { 'retry-after-ms': '1500' } : {},
})

export const fakeOpenAI: FakeProvider = {
  name: 'openai',
  refusal: (reason) => {
    if (reason === 'rate-limit') return error(429, 'rate_limit_exceeded', 'Rate limit reached for sk-quoted')
    if (reason === 'no-credit')
      return error(429, 'insufficient_quota', 'You exceeded your current quota sk-quoted', 'insufficient_quota')
    if (reason === 'bad-key') return error(401, 'invalid_api_key', 'Incorrect API key provided: sk-quoted')
    if (reason === 'refuse')
      return error(400, 'moderation_blocked', 'Your request was rejected by the safety system. sk-quoted')
    return error(500, 'server_error', 'sk-quoted', 'server_error')
  },
  handle(request, context) {
    if (!/^Bearer \S+$/.test(request.headers.authorization ?? ''))
      return { answer: error(401, 'invalid_api_key', 'No API key.') }
    if (request.method === 'POST' && request.path === '/v1/images/generations') return createImages(request, context)
    if (request.method === 'POST' && request.path === '/v1/images/edits') return createEdits(request, context)
    if (request.method === 'POST' && request.path === '/v1/responses') return createResponse(request, context)
    const [, id, action] = /^\/v1\/responses\/([^/]+)(\/cancel)?$/.exec(request.path) ?? []
    const work = id ? context.works.get(id) : undefined
    if (!work) return { answer: error(404, 'not_found', 'No such response.') }
    const ended = action && request.method === 'POST' && context.works.end(work, 'cancel') ? work : undefined
    return { ended, answer: { status: 200, body: response(work, context) } }
  },
  notice: (work, context) => {
    if (!work.id.startsWith('resp_')) return { url: null, body: null }
    const { state } = context.works.view(work)
    const type = { fail: 'failed', filter: 'failed', cancel: 'cancelled' }[state as 'fail'] ?? 'completed'
    const at = Math.floor(context.now().getTime() / 1000)
    return {
      url: null,
      body: {
        id: `evt_${work.id.slice(5)}`,
        object: 'event',
        created_at: at,
        type: `response.${type}`,
        data: { id: work.id },
      },
    }
  },
}

function newImage(request: Record<string, unknown>, idPrefix: string) {
  return {
    provider: 'openai',
    kind: 'image',
    model: String(request.model),
    request,
    webhookUrl: null,
    idPrefix,
    isSync: idPrefix === 'img_',
  } as const
}

function createImages(request: FakeRequest, context: FakeContext): FakeAsk {
  const issues = issuesOf(imagesBody, request.body)
  if (issues.length > 0) return { issues, answer: error(400, 'invalid_value', issues.join('; ')) }
  return { create: newImage(request.body as Record<string, unknown>, 'img_'), answer: (work) => images(work, context) }
}

/** Multipart: its parts are read by their names alone. */
function createEdits(request: FakeRequest, context: FakeContext): FakeAsk {
  const field = (name: string) =>
    new RegExp(`name="${name}"\\r\\n(?:[^\\r]+\\r\\n)*\\r\\n([^\\r]*)`).exec(request.bytes.toString('latin1'))?.[1]
  const body = {
    model: field('model'),
    prompt: field('prompt'),
    n: Number(field('n') ?? 1),
    images: request.bytes.toString('latin1').split(/name="image(?:\[\])?"/).length - 1,
  }
  const issues = issuesOf(editsBody, body)
  if (issues.length > 0) return { issues, answer: error(400, 'invalid_value', issues.join('; ')) }
  return { create: newImage(body, 'img_'), answer: (work) => images(work, context) }
}

/** The Images API answers with its outcome, and has no name for it. */
function images(work: FakeWork, { files }: FakeContext): FakeAnswer {
  const { outcome } = work.behaviour
  if (outcome === 'fail' || outcome === 'cancel') return error(500, 'server_error', 'sk-quoted', 'server_error')
  const count = Number(work.request.n ?? 1)
  const data = Array.from({ length: outcome === 'malformed' ? 0 : count }, () => ({
    b64_json: Buffer.from(files.image(work.id)).toString('base64'),
  }))
  const created = Math.floor(work.createdAt.getTime() / 1000)
  const usage = {
    input_tokens: 24,
    input_tokens_details: { text_tokens: 24, image_tokens: 0 },
    output_tokens: 1756 * count,
    total_tokens: 24 + 1756 * count,
  }
  return {
    status: 200,
    body: {
      created,
      data,
      output_format: work.request.output_format ?? 'png',
      quality: 'medium',
      size: '1024x1024',
      usage,
    },
  }
}

function createResponse(request: FakeRequest, context: FakeContext): FakeAsk {
  const issues = issuesOf(responsesBody, request.body)
  if (issues.length > 0) return { issues, answer: error(400, 'invalid_value', issues.join('; ')) }
  return {
    create: newImage(request.body as Record<string, unknown>, 'resp_'),
    answer: (work) => ({ status: 200, body: response(work, context) }),
  }
}

const statuses = {
  queued: 'queued',
  running: 'in_progress',
  succeed: 'completed',
  malformed: 'completed',
  fail: 'failed',
  filter: 'failed',
  cancel: 'cancelled',
} as const

function response(work: FakeWork, context: FakeContext): Record<string, unknown> {
  const { state } = context.works.view(work)
  const isDone = state === 'succeed'
  const failed =
    {
      fail: { code: 'server_error', message: 'sk-quoted' },
      filter: { code: 'image_content_policy_violation', message: 'sk-quoted' },
    }[state as 'fail'] ?? null
  const usage = {
    input_tokens: 310,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 42,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 352,
  }
  return {
    id: work.id,
    object: 'response',
    created_at: Math.floor(work.createdAt.getTime() / 1000),
    status: statuses[state],
    background: work.request.background ?? false,
    error: failed,
    incomplete_details: null,
    metadata: work.request.metadata ?? {},
    model: work.model,
    tools: work.request.tools,
    output: isDone
      ? [
          {
            type: 'image_generation_call',
            id: `ig_${work.id.slice(5)}`,
            status: 'completed',
            result: Buffer.from(context.files.image(work.id)).toString('base64'),
            output_format: 'png',
          },
        ]
      : [],
    usage: isDone ? usage : null,
    ...(isDone
      ? {
          tool_usage: {
            image_gen: {
              input_tokens: 24,
              input_tokens_details: { text_tokens: 24, image_tokens: 0 },
              output_tokens: 1756,
              total_tokens: 1780,
            },
          },
        }
      : {}),
  }
}
