import { geminiMediaModels } from './gemini-media-models.ts'
import type { MediaModel } from './media-model.ts'
import { openaiMediaModels } from './openai-media-models.ts'
import { replicateMediaModels } from './replicate-media-models.ts'
import { runwayMediaModels } from './runway-media-models.ts'
import { sandboxMediaModels } from './sandbox-media-models.ts'

/** Every model of pictures and films whose price we have a source for. */
export const mediaCatalog: readonly MediaModel[] = [
  ...openaiMediaModels,
  ...geminiMediaModels,
  ...replicateMediaModels,
  ...runwayMediaModels,
  ...sandboxMediaModels,
]

/** What may follow a catalogue id in the name of a snapshot: `-2026-04-21`, `-001`, `-latest`, `-preview-09-2026`, `:<version>`. */
const snapshot = /^(-(\d[\d-]*|latest|preview(-[\d-]+)?)|:[0-9a-f]+)$/

/**
 * The catalogue's row for an id as a caller or an answer writes it: the id itself or a snapshot of it. Without a provider
 * the first that has it. A server behind OPENAI_BASE_URL may have any model that OpenAI has or had, at OpenAI's price.
 */
export function findMediaModel(id: string, provider?: string): MediaModel | undefined {
  const name = id.replace(/^models\//, '')
  const home = provider === 'openai-compatible' ? 'openai' : provider
  const candidates = home === undefined ? mediaCatalog : mediaCatalog.filter((model) => model.provider === home)
  const found =
    candidates.find((model) => model.id === name) ??
    candidates.find((model) => name.startsWith(model.id) && snapshot.test(name.slice(model.id.length)))
  if (!found || provider !== 'openai-compatible') return found
  // Whoever runs the server decides how long it serves a model.
  return { ...found, provider, endOfLife: null, replacement: null }
}
