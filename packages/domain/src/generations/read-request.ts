import type { InputImage, MediaRequest } from '@cronicl/providers'
import type { GenerationRun } from './generation-run.ts'
import { loadInputFrame } from './inputs/load-input-frame.ts'
import { wishOf } from './plan-generation.ts'

/** The wish with its pictures at hand, as a provider is asked. Nothing is sent yet: what is missing costs nothing. */
export async function readRequest(run: GenerationRun, model: string): Promise<MediaRequest> {
  const { ctx, running, input } = run
  const load = (ref: string): Promise<InputImage> => loadInputFrame(ctx, running.userId, ref, running.signal)
  const wish = wishOf(input, model)
  if (wish.kind === 'image') {
    const ids = input.kind === 'image' ? input.referenceAssetIds : []
    const references: InputImage[] = []
    for (const id of ids) references.push(await load(id))
    return { ...wish, references }
  }
  const { startFrame: _start, endFrame: _end, ...rest } = wish
  const { startFrame, endFrame } = input.kind === 'video' ? input : {}
  return {
    ...rest,
    ...(startFrame === undefined ? {} : { startFrame: await load(startFrame) }),
    ...(endFrame === undefined ? {} : { endFrame: await load(endFrame) }),
  }
}
