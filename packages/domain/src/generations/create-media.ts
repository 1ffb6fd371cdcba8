import { z } from 'zod'
import { createImage } from './create-image.ts'
import type { CreateContext } from './create-generation.ts'
import { createVideo } from './create-video.ts'
import { createImageInput, createVideoInput } from './generation-inputs.ts'
import { createGenerationOutput, generationView } from './generation-view.ts'
import { readSubmissions } from './read-submissions.ts'

const kind = { image: z.literal('image'), video: z.literal('video') }
const byKind = z.discriminatedUnion('kind', [
  createImageInput.extend({ kind: kind.image }),
  createVideoInput.extend({ kind: kind.video }),
])
type Asked =
  | (z.input<typeof createImageInput> & { kind?: 'image' | undefined })
  | (z.input<typeof createVideoInput> & { kind?: 'video' | undefined })

const ofFilmsAlone = ['startFrame', 'endFrame', 'durationS', 'fps', 'resolution'] as const

/** A picture or a film. Without `kind` it is a film where something is asked for that only films have. */
export const createMediaInput = z.preprocess((asked: Asked) => withKind(asked), byKind)

function withKind(asked: unknown): unknown {
  if (typeof asked !== 'object' || asked === null || 'kind' in asked) return asked
  return { ...asked, kind: ofFilmsAlone.some((field) => field in asked) ? 'video' : 'image' }
}

const { predictionId, settings } = generationView.shape

export const createMediaOutput = createGenerationOutput.extend({
  id: z.string().nullable().describe('The same as `jobId`'),
  predictionId,
  settings: settings.unwrap(),
})

/** `createImage` or `createVideo`, whichever is asked for; with what the provider calls it, once it has it. */
export async function createMedia(
  ctx: CreateContext,
  { kind: asked, ...input }: z.output<typeof createMediaInput>,
): Promise<z.output<typeof createMediaOutput>> {
  const started =
    asked === 'image'
      ? await createImage(ctx, input as z.output<typeof createImageInput>)
      : await createVideo(ctx, input as z.output<typeof createVideoInput>)
  const { jobId, estimate } = started
  const last = jobId ? (await readSubmissions(ctx.db, [jobId])).get(jobId)?.at(-1) : undefined
  return { ...started, id: jobId, predictionId: last?.externalId ?? null, settings: estimate.settings }
}
