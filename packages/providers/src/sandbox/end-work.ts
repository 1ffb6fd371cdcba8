import type { OperationStatus, Output } from '../media/contract.ts'
import type { Clip, DrawClip } from '../media/create-media-providers.ts'
import { failedWork } from '../media/failed-work.ts'
import { providerError } from '../text/provider-error.ts'
import { drawStoryboard } from './draw-storyboard.ts'
import { type SandboxWork, unpackPictures } from './sandbox-operation.ts'

export interface Drawing {
  drawClip: DrawClip | null
  signal: AbortSignal
}

const name = 'sandbox'

/** How work ends whose time has come: drawn, or as its prompt asks for. */
export async function endWork(work: SandboxWork, drawing: Drawing): Promise<OperationStatus> {
  if (work.magic === 'fail') return failedWork(name, { billed: 'yes', providerStatus: 'failed' })
  if (work.magic === 'filter') return failedWork(name, { refused: true, billed: 'yes', providerStatus: 'filtered' })
  const outputs = work.magic === 'malformed' ? [nonsense(work)] : await draw(work, drawing)
  const usage =
    work.kind === 'image'
      ? { model: 'sandbox-image', images: outputs.length }
      : { model: 'sandbox-video', seconds: work.durationS }
  return { state: 'succeeded', outputs, usage, providerStatus: 'done' }
}

function nonsense({ kind }: SandboxWork): Output {
  const bytes = Buffer.from('This is neither a picture nor a film.')
  return { bytes, mimeType: kind === 'image' ? 'image/png' : 'video/mp4' }
}

async function draw(work: SandboxWork, { drawClip, signal }: Drawing): Promise<Output[]> {
  if (work.kind === 'image') {
    const references = unpackPictures(work.references)
    const outputs: Output[] = []
    for (let i = 0; i < work.count; i++) {
      signal.throwIfAborted()
      // One after another: a picture takes a processor by itself.
      outputs.push({ bytes: await drawStoryboard({ ...work, seed: work.seed + i, references }), mimeType: 'image/png' })
    }
    return outputs
  }
  if (!drawClip)
    throw providerError(name, {
      code: 'PROVIDER_NOT_CONFIGURED',
      message: 'Films of the sandbox need FFmpeg, which this server does not have.',
      billed: 'no',
    })
  return [{ bytes: await drawClip(await clipOf(work), { signal }), mimeType: 'video/mp4' }]
}

async function clipOf(work: Extract<SandboxWork, { kind: 'video' }>): Promise<Clip> {
  const { widthPx, heightPx, durationS, fps, seed } = work
  const [start] = unpackPictures(work.start ?? '')
  const [end = null] = unpackPictures(work.end ?? '')
  return {
    start: start ?? (await drawStoryboard({ ...work, references: [] })),
    end,
    ...{ widthPx, heightPx, durationMs: durationS * 1_000, fps, seed },
  }
}
