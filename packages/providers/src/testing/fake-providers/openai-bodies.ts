import { z } from 'zod'

const quality = z.enum(['low', 'medium', 'high', 'xhigh', 'max', 'auto'])
const size = z.string().regex(/^(\d+x\d+|auto)$/)
const format = z.enum(['png', 'jpeg', 'webp', 'gif', 'svg'])
const looks = {
  size: size.optional(),
  quality: quality.optional(),
  output_format: format.optional(),
  output_compression: z.int().min(0).max(100).optional(),
  background: z.enum(['transparent', 'opaque', 'auto']).optional(),
  moderation: z.enum(['low', 'auto']).optional(),
}

/** POST /images/generations. */
export const imagesBody = z.strictObject({
  model: z.string(),
  prompt: z.string().min(1).max(32_000),
  n: z.int().min(1).max(10).optional(),
  stream: z.literal(false).optional(),
  safety_identifier: z.string().max(64).optional(),
  user: z.string().optional(),
  ...looks,
})

const part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text: z.string() }),
  z.strictObject({
    type: z.literal('input_image'),
    image_url: z.string().optional(),
    file_id: z.string().optional(),
    detail: z.string().optional(),
  }),
])

/** POST /responses, as far as pictures by the image tool use it. */
export const responsesBody = z.strictObject({
  model: z.string(),
  input: z.union([
    z.string(),
    z.array(
      z.strictObject({
        type: z.literal('message').optional(),
        role: z.enum(['user', 'system', 'developer']),
        content: z.union([z.string(), z.array(part)]),
      }),
    ),
  ]),
  instructions: z.string().optional(),
  background: z.boolean().optional(),
  store: z.boolean().optional(),
  stream: z.literal(false).optional(),
  metadata: z.record(z.string().max(64), z.string().max(512)).optional(),
  max_output_tokens: z.int().min(16).optional(),
  max_tool_calls: z.int().min(1).optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: z.looseObject({ effort: z.string().optional() }).optional(),
  text: z.looseObject({}).optional(),
  safety_identifier: z.string().max(64).optional(),
  tool_choice: z.union([z.string(), z.strictObject({ type: z.literal('image_generation') })]).optional(),
  tools: z.array(
    z.strictObject({
      type: z.literal('image_generation'),
      model: z.string().optional(),
      action: z.enum(['generate', 'edit', 'auto']).optional(),
      partial_images: z.int().optional(),
      input_fidelity: z.string().optional(),
      ...looks,
    }),
  ),
})

/** What is read of the parts of POST /images/edits. */
export const editsBody = z.object({
  model: z.string(),
  prompt: z.string().min(1),
  n: z.int().min(1).max(10),
  images: z.int().min(1).max(16),
})
