import type { Span } from '@cronicl/core'

/**
 * Where a passage that a model copied stands in a text, in UTF-16 code units: exactly, else with white space compared
 * loosely. The first place that overlaps none of `taken`; null when there is none.
 */
export function locateQuote(text: string, quote: string, taken: readonly Span[] = []): Span | null {
  const wanted = quote.trim()
  if (wanted === '') return null
  return firstFree(exactPlaces(text, wanted), taken) ?? firstFree(loosePlaces(text, wanted), taken)
}

function* exactPlaces(text: string, quote: string): Generator<Span> {
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) {
    yield { start: at, end: at + quote.length }
  }
}

function* loosePlaces(text: string, quote: string): Generator<Span> {
  const { collapsed, origins } = collapse(text)
  for (const { start, end } of exactPlaces(collapsed, collapse(quote).collapsed)) {
    yield { start: origins[start] as number, end: (origins[end - 1] as number) + 1 }
  }
}

/** The text with runs of white space as one space, and where each of its code units was before. */
function collapse(text: string): { collapsed: string; origins: number[] } {
  let collapsed = ''
  const origins: number[] = []
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at)
    const isSpace = /\s/.test(unit)
    if (isSpace && collapsed.endsWith(' ')) continue
    collapsed += isSpace ? ' ' : unit
    origins.push(at)
  }
  return { collapsed, origins }
}

function firstFree(places: Iterable<Span>, taken: readonly Span[]): Span | null {
  for (const place of places) {
    if (!taken.some(({ start, end }) => place.start < end && start < place.end)) return place
  }
  return null
}
