import type { TextMessage } from '@cronicl/providers'

/** What a prompt is made of; `ai.context` tells how many tokens each part takes. */
export type PartName =
  | 'system'
  | 'story'
  | 'profile'
  | 'summary'
  | 'path'
  | 'left'
  | 'right'
  | 'canon'
  | 'elements'
  | 'rejected'
  | 'request'

export interface Section {
  part: PartName
  role: 'system' | 'user'
  text: string
  /** How many nodes, facts, elements … it holds. */
  items: number
}

/**
 * A prompt of the house. What it says is fixed by its version: other words are another file with the next version, so
 * that an answer's `promptVersion` always names what was asked (`registry.test.ts` holds it).
 */
export interface Prompt<Parts> {
  readonly id: string
  readonly version: number
  build(parts: Parts): Section[]
}

/** As answers name it: `suggest.v1`. */
export function promptVersion(prompt: Pick<Prompt<never>, 'id' | 'version'>): string {
  return `${prompt.id}.v${prompt.version}`
}

/** One message for each role, its sections in order. */
export function toMessages(sections: readonly Section[]): TextMessage[] {
  const roles = ['system', 'user'] as const
  return roles.flatMap((role) => {
    const content = sections
      .filter((section) => section.role === role)
      .map(({ text }) => text)
      .join('\n\n')
    return content === '' ? [] : [{ role, content }]
  })
}
