import { z } from 'zod'

/** Text in parts: those that match what was searched, and what stands between them. For any frontend, no markup in it. */
export const highlightedText = z.array(z.object({ text: z.string(), match: z.boolean() }))
export type HighlightedText = z.infer<typeof highlightedText>

/** What surrounds a match on its way out of Postgres: characters of the private use area, taken out of the text first. */
export const matchStart = '\uE000'
export const matchStop = '\uE001'

/** `marked` in parts. The parts together are the text without its marks. */
export function toHighlightedText(marked: string): HighlightedText {
  const parts: HighlightedText = []
  for (const [index, piece] of marked.split(matchStart).entries()) {
    const stop = index === 0 ? 0 : piece.indexOf(matchStop)
    const match = piece.slice(0, Math.max(stop, 0))
    const rest = piece.slice(match.length).replaceAll(matchStop, '')
    if (match !== '') parts.push({ text: match, match: true })
    if (rest !== '') parts.push({ text: rest, match: false })
  }
  return parts
}
