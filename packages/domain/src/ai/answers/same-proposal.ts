import type { RejectedPart } from '../prompts/story-sections.ts'

/** Text as proposals are compared: letters and digits alone, without case. */
function proposalKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()
}

/** Whether two proposals are the same: by what they say; by their titles where one of them has nothing else. */
export function isSameProposal(a: RejectedPart, b: RejectedPart): boolean {
  if (a.content !== undefined && b.content !== undefined) return proposalKey(a.content) === proposalKey(b.content)
  return a.title !== undefined && b.title !== undefined && proposalKey(a.title) === proposalKey(b.title)
}
