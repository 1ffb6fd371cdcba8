import type { StoryOptions } from './ai-inputs.ts'
import type { CallUsage, StructuredCall } from './call/call-types.ts'
import { type Terms, sampling } from './context/choose-model.ts'
import type { StorySource } from './context/story-source.ts'
import { promptVersion } from './prompts/prompt.ts'
import type { Task } from './run-task.ts'

/** What will be sent, with the model that it goes to and what was spent to make it fit. */
interface Assembled extends Terms {
  messages: StructuredCall<unknown>['messages']
  spent: readonly CallUsage[]
}

interface Question<Raw, Answer> extends Pick<StructuredCall<Raw>, 'procedure' | 'name' | 'schema' | 'mistakes'> {
  prompt: Parameters<typeof promptVersion>[0]
  source: StorySource
  options: StoryOptions
  signal: AbortSignal | undefined
  toAnswer(raw: Raw): Answer
}

/** A question about a story, ready to be asked: with what was assembled for it, under the caller's options. */
export function taskOf<Raw, Answer>(assembled: Assembled, question: Question<Raw, Answer>): Task<Raw, Answer> {
  const { model, maxOutputTokens, messages, spent } = assembled
  const { prompt, source, options, signal, toAnswer, ...asked } = question
  return {
    call: {
      ...asked,
      timelineId: source.timelineId,
      model,
      messages,
      maxOutputTokens,
      ...sampling(options),
      signal,
    },
    spent,
    promptVersion: promptVersion(prompt),
    toAnswer,
  }
}
