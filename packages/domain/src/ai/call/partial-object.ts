import { Allow, parse } from 'partial-json'

/** Long texts are read again only when they have grown by this part, so that reading costs little in all. */
const growth = 1 / 256

/**
 * Reads an object while it is being written: for each delta what the object is so far, or undefined when that has not
 * changed, or is not worth reading yet.
 */
export function readPartials(): (delta: string) => object | undefined {
  let text = ''
  let readLength = 0
  let last = ''
  return (delta) => {
    text += delta
    if (text.length - readLength < text.length * growth) return undefined
    readLength = text.length
    const value = partialObject(text)
    const shown = JSON.stringify(value)
    if (value === undefined || shown === last) return undefined
    last = shown
    return value
  }
}

function partialObject(text: string): object | undefined {
  const start = text.indexOf('{')
  if (start < 0) return undefined
  try {
    // A number or word that may go on is left out; a text is shown as far as it goes.
    const value: unknown = parse(text.slice(start), Allow.STR | Allow.OBJ | Allow.ARR)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
