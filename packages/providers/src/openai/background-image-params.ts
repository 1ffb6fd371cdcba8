import type { ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses'
import type { ImageRequest, MediaWish } from '../media/contract.ts'
import { toDataUrls, toImageParams } from './openai-image-params.ts'

/** It leads the work: reads the prompt and calls the tool. Its limits and prices are in the catalogue (`driver`). */
export const driverModel = 'gpt-6-luna'
export const driverMaxOutputTokens = 8_192

const instructions =
  'Draw the picture that the user describes, by one call of the image tool. Hand over the description as it stands: add nothing, leave nothing out. Say nothing besides.'

/** A Response that draws one picture in the background; `metadata` names our submission. */
export async function toBackgroundBody(
  wish: MediaWish & { kind: 'image' },
  { references }: Pick<ImageRequest, 'references'>,
  submissionId: string,
): Promise<ResponseCreateParamsNonStreaming> {
  const { size, quality } = toImageParams(wish, true)
  const pictures = await toDataUrls(references)
  return {
    model: driverModel,
    background: true,
    store: true,
    instructions,
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: wish.prompt },
          ...pictures.map((image_url) => ({ type: 'input_image', image_url, detail: 'high' }) as const),
        ],
      },
    ],
    tools: [
      {
        type: 'image_generation',
        model: wish.model,
        size,
        quality: quality as 'low' | 'medium' | 'high',
        output_format: 'png',
        action: pictures.length > 0 ? 'edit' : 'generate',
      },
    ],
    tool_choice: { type: 'image_generation' },
    max_tool_calls: 1,
    parallel_tool_calls: false,
    max_output_tokens: driverMaxOutputTokens,
    metadata: { submission: submissionId },
  }
}
