import type { Highlight, Size, TextStill } from '../plan/timeline.ts'
import type { TextStyleSpec } from '../spec/text-style.ts'

const weights = { normal: 400, bold: 700 } as const

export interface Words {
  text: string
  highlight?: Highlight | null
}

/** Words in their style, on a film of this size; `scale` makes all of it larger. */
export function textStill(
  words: Words,
  style: TextStyleSpec,
  { film, scale }: { film: Size; scale: number },
): TextStill {
  const { outline, shadow } = style
  const padding = style.padding ?? (style.background ? style.fontSize / 4 : 0)
  return {
    kind: 'text',
    text: words.text,
    highlight: words.highlight ?? null,
    fontFamily: style.fontFamily,
    fontSizePx: style.fontSize * scale,
    fontWeight: typeof style.fontWeight === 'number' ? style.fontWeight : weights[style.fontWeight],
    isItalic: style.fontStyle === 'italic',
    color: style.color.toLowerCase(),
    align: style.align,
    lineHeight: style.lineHeight ?? 1,
    letterSpacingPx: (style.letterSpacing ?? 0) * scale,
    outline: outline ? { widthPx: outline.width * scale, color: outline.color.toLowerCase() } : null,
    shadow: shadow
      ? {
          xPx: Math.round(shadow.x * scale),
          yPx: Math.round(shadow.y * scale),
          blurPx: shadow.blur * scale,
          color: shadow.color.toLowerCase(),
        }
      : null,
    background: style.background?.toLowerCase() ?? null,
    paddingPx: Math.round(padding * scale),
    radiusPx: Math.round((style.radius ?? 0) * scale),
    maxWidthPx: Math.max(16, Math.round((style.maxWidth ?? film.widthPx * 0.9) * scale)),
  }
}

/** Words for a text that is far too long for its size. */
export function tooLong(
  text: string,
  style: TextStyleSpec,
  { film, scale }: { film: Size; scale: number },
): string | null {
  const widthPx = (style.maxWidth ?? film.widthPx * 0.9) * scale
  const fontSizePx = style.fontSize * scale
  // Half the size is a narrow letter: an estimate that never refuses what would fit.
  const lines = text
    .split('\n')
    .reduce((sum, line) => sum + Math.ceil((line.length * fontSizePx * 0.25) / widthPx || 1), 0)
  return lines * fontSizePx > film.heightPx * 3
    ? 'is far too long for its size: it would not fit the film; use a smaller fontSize or less text'
    : null
}
