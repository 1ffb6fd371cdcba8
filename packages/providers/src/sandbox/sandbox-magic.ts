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

/**
 * The same for pictures and films, anywhere in the prompt; of several the last one counts. The first five are said by the
 * create, the others by the work that it began.
 *
 * | prompt                     | what happens                                                                              |
 * | -------------------------- | ----------------------------------------------------------------------------------------- |
 * | `[[sandbox:rate-limit]]`   | RATE_LIMITED, to be tried again after a second; not billed, so it is tried again          |
 * | `[[sandbox:refuse]]`       | UPSTREAM_REFUSED: the prompt is not taken; not billed                                     |
 * | `[[sandbox:error]]`        | UPSTREAM_ERROR, the answer is lost; it then turns out that nothing was begun: tried again |
 * | `[[sandbox:lost]]`         | the same, but the work was begun, is found again and ends well                            |
 * | `[[sandbox:timeout]]`      | UPSTREAM_TIMEOUT, at once; whether it was begun cannot be found out: it fails after some minutes, uncharged |
 * | `[[sandbox:fail]]`         | the work fails in its middle, UPSTREAM_ERROR; billed, so it is not tried again            |
 * | `[[sandbox:filter]]`       | the result is held back, UPSTREAM_REFUSED; billed                                         |
 * | `[[sandbox:malformed]]`    | the work succeeds, and what it made is no picture and no film                             |
 * | `[[sandbox:stall]]`        | the work stands still at half and never ends, until it is canceled or its time is up      |
 * | `[[sandbox:slow]]`         | half a minute instead of a moment                                                         |
 * | `[[sandbox:too-late]]`     | goes on like `stall`, and has just succeeded when it is canceled                          |
 */
export const sandboxMediaMagic = {
  rateLimit: sandboxMagic.rateLimit,
  refuse: sandboxMagic.refuse,
  error: sandboxMagic.error,
  lost: '[[sandbox:lost]]',
  timeout: sandboxMagic.timeout,
  fail: '[[sandbox:fail]]',
  filter: '[[sandbox:filter]]',
  malformed: sandboxMagic.malformed,
  stall: '[[sandbox:stall]]',
  slow: sandboxMagic.slow,
  tooLate: '[[sandbox:too-late]]',
} as const
export type SandboxMediaMagic = keyof typeof sandboxMediaMagic

const anyMagic = /\[\[sandbox:[a-z-]+\]\]/g

/** The magic of a conversation, if there is one. */
export function findMagic(messages: readonly TextMessage[]): SandboxMagic | undefined {
  return lastOf(
    sandboxMagic,
    messages.flatMap(({ role, content }) => (role === 'user' ? [content] : [])),
  )
}

/** The magic of a prompt for a picture or a film, if there is one. */
export function findMediaMagic(prompt: string): SandboxMediaMagic | undefined {
  return lastOf(sandboxMediaMagic, [prompt])
}

export function withoutMagic(text: string): string {
  return text.replaceAll(anyMagic, ' ')
}

function lastOf<Kind extends string>(table: Readonly<Record<Kind, string>>, texts: readonly string[]) {
  const said = texts.flatMap((text) => text.match(anyMagic) ?? [])
  const kinds = Object.keys(table) as Kind[]
  return said.map((text) => kinds.find((kind) => table[kind] === text)).findLast((kind) => kind !== undefined)
}
