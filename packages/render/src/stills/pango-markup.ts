import type { TextStill } from '../plan/timeline.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export type TextMarkup = Pick<
  TextStill,
  'text' | 'color' | 'fontWeight' | 'isItalic' | 'lineHeight' | 'letterSpacingPx' | 'highlight'
>

/** Pango counts in 1,024ths of a point, which is a pixel here. */
const pangoUnits = 1024

/** Text as Pango markup. Whatever the user writes stays text: no character of it can open or close a tag. */
export function pangoMarkup({ text, highlight, ...style }: TextMarkup): string {
  const attributes = [
    `foreground="${style.color}"`,
    `weight="${style.fontWeight}"`,
    ...(style.isItalic ? ['style="italic"'] : []),
    ...(style.lineHeight === 1 ? [] : [`line_height="${style.lineHeight}"`]),
    ...(style.letterSpacingPx === 0 ? [] : [`letter_spacing="${Math.round(style.letterSpacingPx * pangoUnits)}"`]),
  ]
  return `<span ${attributes.join(' ')}>${highlight ? highlighted(text, highlight) : safe(text)}</span>`
}

function highlighted(text: string, { from, to, color }: { from: number; to: number; color: string }): string {
  const middle = `<span foreground="${color}">${safe(text.slice(from, to))}</span>`
  return `${safe(text.slice(0, from))}${middle}${safe(text.slice(to))}`
}

function safe(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
