import type { InputImage, MediaRequest } from '@cronicl/providers'
import type { GenerationRun } from './generation-run.ts'
import { libraryPicture } from './library-picture.ts'
import { wishOf } from './plan-generation.ts'

/** The wish with its pictures at hand, as a provider is asked. Nothing is sent yet: what is missing costs nothing. */
export async function readRequest(run: GenerationRun, model: string): Promise<MediaRequest> {
  const { ctx, running, input } = run
  const wish = wishOf(input, model)
  if (wish.kind === 'image' && input.kind === 'image') {
    const references: InputImage[] = []
    for (const id of input.referenceAssetIds) references.push(await libraryPicture(ctx, running.userId, id))
    return { ...wish, references }
  }
  const { startFrame: _start, endFrame: _end, ...rest } = wish as Extract<typeof wish, { kind: 'video' }>
  const { startFrame, endFrame } = input as Extract<typeof input, { kind: 'video' }>
  const frame = (ref: string): Promise<InputImage> => libraryPicture(ctx, running.userId, ref)
  return {
    ...rest,
    ...(startFrame === undefined ? {} : { startFrame: await frame(startFrame) }),
    ...(endFrame === undefined ? {} : { endFrame: await frame(endFrame) }),
  }
}
