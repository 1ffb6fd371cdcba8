import type { Prompt } from './prompt.ts'

/** The raw proxy: what the caller says, and not a word of ours. */
export const generateTextV1: Prompt<{ systemPrompt: string | null; prompt: string }> = {
  id: 'generate-text',
  version: 1,
  build: ({ systemPrompt, prompt }) => [
    ...(systemPrompt === null ? [] : [{ part: 'system', role: 'system', text: systemPrompt, items: 1 } as const]),
    { part: 'request', role: 'user', text: prompt, items: 1 },
  ],
}
