import { geminiTextModels } from './gemini-text-models.ts'
import { openaiTextModels } from './openai-text-models.ts'
import { sandboxTextModels } from './sandbox-text-models.ts'
import type { TextModel } from './text-model.ts'

/** Every text model whose price we have a source for. */
export const textCatalog: readonly TextModel[] = [...openaiTextModels, ...geminiTextModels, ...sandboxTextModels]

/** What may follow a catalogue id in the name of a snapshot or alias: `-2026-09-22`, `-001`, `-latest`, `-preview-09-2026`. */
const snapshot = /^-(\d[\d-]*|latest|preview(-[\d-]+)?)$/

/**
 * The catalogue's row for an id as a caller or an answer writes it: the id itself or a snapshot of it, the longest match
 * first. A name that goes on otherwise is another model (`gpt-5-pro` is not `gpt-5`), and unknown is better than a wrong price.
 */
export function findTextModel(id: string): TextModel | undefined {
  const name = id.replace(/^models\//, '')
  return textCatalog
    .filter((model) => name === model.id || (name.startsWith(model.id) && snapshot.test(name.slice(model.id.length))))
    .reduce<TextModel | undefined>(
      (best, model) => (best && best.id.length > model.id.length ? best : model),
      undefined,
    )
}
