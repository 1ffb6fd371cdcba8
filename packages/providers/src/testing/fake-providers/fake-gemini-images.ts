import { z } from 'zod'
import { type FakeAnswer, type FakeAsk, type FakeContext, type FakeRequest, issuesOf } from './fake-exchange.ts'
import type { FakeWork } from './fake-work.ts'

const part = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ inlineData: z.strictObject({ mimeType: z.string(), data: z.base64() }) }),
])

/** POST /models/{model}:generateContent, as far as pictures use it. */
const drawBody = z.strictObject({
  contents: z.array(z.strictObject({ role: z.enum(['user', 'model']).optional(), parts: z.array(part).min(1) })).min(1),
  generationConfig: z.strictObject({
    responseModalities: z.array(z.enum(['TEXT', 'IMAGE'])),
    imageConfig: z
      .strictObject({
        aspectRatio: z.enum(['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9']).optional(),
        imageSize: z.enum(['1K', '2K', '4K']).optional(),
      })
      .optional(),
    maxOutputTokens: z.int().min(1).max(65_536).optional(),
    seed: z.int().optional(),
  }),
})

const path = /^\/v1(?:beta)?\/models\/([\w.-]+):generateContent$/

/** Pictures of Gemini: one request that lasts until they are there. Null for what asks for something else. */
export function drawWithGemini(
  request: FakeRequest,
  context: FakeContext,
  refuse: (issues: string[]) => FakeAnswer,
): FakeAsk | null {
  const model = path.exec(request.path)?.[1]
  if (request.method !== 'POST' || !model) return null
  const issues = issuesOf(drawBody, request.body)
  if (issues.length > 0) return { issues, answer: refuse(issues) }
  const body = request.body as Record<string, unknown>
  return {
    create: { provider: 'gemini', kind: 'image', model, request: body, webhookUrl: null, idPrefix: 'gc_' },
    answer: (work) => drawn(work, context),
  }
}

function drawn(work: FakeWork, { files }: FakeContext): FakeAnswer {
  const { outcome } = work.behaviour
  if (outcome === 'fail' || outcome === 'cancel')
    return { status: 503, body: { error: { code: 503, status: 'UNAVAILABLE', message: 'AIza_quoted' } } }
  const said = { modelVersion: work.model, responseId: work.id }
  if (outcome === 'filter') {
    const usageMetadata = { promptTokenCount: 12, totalTokenCount: 12 }
    return { status: 200, body: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata, ...said } }
  }
  const data = Buffer.from(files.image(work.id)).toString('base64')
  const picture = { inlineData: { mimeType: 'image/png', data } }
  const parts = outcome === 'malformed' ? [{ text: 'AIza_quoted' }] : [{ text: 'Here it is.' }, picture]
  const usageMetadata = {
    promptTokenCount: 12,
    candidatesTokenCount: 1_126,
    totalTokenCount: 1_138,
    candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: outcome === 'malformed' ? 0 : 1_120 }],
  }
  const candidates = [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }]
  return { status: 200, body: { candidates, usageMetadata, ...said } }
}
