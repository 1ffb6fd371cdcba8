import type { Interactions } from '@google/genai'
import type { MediaPlan, MediaWish, StartOptions, VideoRequest } from '../media/contract.ts'

type VideoWish = Extract<MediaWish, { kind: 'video' }>
type CreateParams = Interactions.CreateModelInteractionParamsNonStreaming

/** All that is asked for, but the prompt and the picture. */
export function toSettings({
  model,
  aspectRatio,
  resolution,
  durationS,
  startFrame,
}: VideoWish): MediaPlan['settings'] {
  return {
    model,
    task: startFrame ? 'image_to_video' : 'text_to_video',
    aspect_ratio: aspectRatio,
    resolution,
    duration: `${durationS}s`,
  }
}

export interface InteractionOptions extends Pick<StartOptions, 'submissionId' | 'webhookUrl'> {
  /** Whether the project has a webhook whose deliveries we can read. */
  tellsWebhook: boolean
}

/**
 * An interaction in the background, kept by Google until we have fetched its film. Webhooks go where the project has them
 * registered, signed with the project's own secret, and repeat our submission; an address within the request would have
 * them signed for anybody who has a key of Google.
 */
export async function toInteraction(
  settings: MediaPlan['settings'],
  { prompt, startFrame }: VideoRequest,
  { submissionId, tellsWebhook }: InteractionOptions,
): Promise<CreateParams> {
  const { model, task, ...format } = settings as Readonly<Record<string, string>>
  const picture = startFrame && {
    type: 'image' as const,
    mime_type: startFrame.mimeType,
    data: Buffer.from(await startFrame.read()).toString('base64'),
  }
  return {
    model: model ?? '',
    input: [...(picture ? [picture] : []), { type: 'text' as const, text: prompt }],
    background: true,
    store: true,
    response_format: { type: 'video', delivery: 'uri', ...format },
    generation_config: { video_config: { task: task ?? '' } },
    ...(tellsWebhook ? { webhook_config: { user_metadata: { submissionId } } } : {}),
  }
}
