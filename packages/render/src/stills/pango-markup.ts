const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export interface TextStyle {
  color: string
  fontWeight: number
}

/** Text as Pango markup. Whatever the user writes stays text: no character of it can open or close a tag. */
export function pangoMarkup(text: string, { color, fontWeight }: TextStyle): string {
  const safe = text.toWellFormed().replace(/[&<>"']/g, (character) => entities[character] ?? '')
  return `<span foreground="${color}" weight="${fontWeight}">${safe}</span>`
}
