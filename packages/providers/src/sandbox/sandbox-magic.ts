import type { TextMessage } from '../text/contract.ts'

/**
 * Prompts that make the sandbox fail, for tests and for trying out a frontend. They work anywhere in a user's message;
 * of several the last one counts.
 *
 * | prompt                     | what happens                                                                              |
 * | -------------------------- | ----------------------------------------------------------------------------------------- |
 * | `[[sandbox:rate-limit]]`   | RATE_LIMITED, to be tried again after a second; not billed                                |
 * | `[[sandbox:error]]`        | UPSTREAM_ERROR; whether it was billed is unknown                                          |
 * | `[[sandbox:timeout]]`      | UPSTREAM_TIMEOUT, at once; unknown                                                        |
 * | `[[sandbox:refuse]]`       | an answer without text that has finished as refused                                       |
 * | `[[sandbox:malformed]]`    | JSON that breaks off, in a repair too; a plain answer is not changed                      |
 * | `[[sandbox:wrong-shape]]`  | JSON of another shape; right in the repair, that is when an assistant’s turn is there     |
 * | `[[sandbox:drop]]`         | half of the deltas, then UPSTREAM_ERROR as for a lost connection; unknown                 |
 * | `[[sandbox:slow]]`         | half a minute before anything comes; ends at once when aborted                            |
 * | `[[sandbox:length]]`       | half of the answer, finished as cut off                                                   |
 */
export const sandboxMagic = {
  rateLimit: '[[sandbox:rate-limit]]',
  error: '[[sandbox:error]]',
  timeout: '[[sandbox:timeout]]',
  refuse: '[[sandbox:refuse]]',
  malformed: '[[sandbox:malformed]]',
  wrongShape: '[[sandbox:wrong-shape]]',
  drop: '[[sandbox:drop]]',
  slow: '[[sandbox:slow]]',
  length: '[[sandbox:length]]',
} as const
export type SandboxMagic = keyof typeof sandboxMagic

const anyMagic = /\[\[sandbox:[a-z-]+\]\]/g

/** The magic of a conversation, if there is one. */
export function findMagic(messages: readonly TextMessage[]): SandboxMagic | undefined {
  const said = messages.flatMap(({ role, content }) => (role === 'user' ? (content.match(anyMagic) ?? []) : []))
  const kinds = Object.keys(sandboxMagic) as SandboxMagic[]
  return said.map((text) => kinds.find((kind) => sandboxMagic[kind] === text)).findLast((kind) => kind !== undefined)
}

export function withoutMagic(text: string): string {
  return text.replaceAll(anyMagic, ' ')
}
