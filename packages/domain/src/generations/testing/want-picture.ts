import { createImage } from '../create-image.ts'
import { createImageInput } from '../generation-inputs.ts'
import type { GenerationView } from '../generation-view.ts'
import { getGeneration } from '../get-generation.ts'
import type { GenerationHouse, HouseContext } from './open-generation-house.ts'
import { type AttemptOptions, type Ending, runAttempt } from './run-attempt.ts'
import { addressesOn } from './sample-outputs.ts'
import { type Script, type ScriptedProvider, scriptedProvider } from './scripted-provider.ts'

export interface WantedPicture {
  provider: ScriptedProvider
  userId: string
  ctx: HouseContext
  id: string
  /** A worker takes the job. */
  run(options?: AttemptOptions): Promise<Ending>
  view(): Promise<GenerationView>
}

/** A picture that a fresh user wants of one provider, up to the moment when a worker takes it. */
export async function wantPicture(house: GenerationHouse, script: Script, fields: object = {}): Promise<WantedPicture> {
  const provider = scriptedProvider('replicate', { outputs: addressesOn(house), ...script })
  const { userId, ctx } = await house.user([provider])
  const input = createImageInput.parse({ prompt: 'A lighthouse', commit: true, ...fields })
  const id = (await createImage(ctx, input)).jobId as string
  const run = (options?: AttemptOptions): Promise<Ending> => runAttempt(house, ctx, id, options)
  return { provider, userId, ctx, id, run, view: () => getGeneration(ctx, { id }) }
}
