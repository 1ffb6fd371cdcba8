/** `01:02:03,456` of SRT, `02:03.456` of WebVTT. */
export const timePattern = '(?:\\d{1,3}:)?[0-5]?\\d:[0-5]?\\d[.,]\\d{1,3}'

/** A time of that form in milliseconds. */
export function timeMs(text: string): number {
  const [whole = '', part = ''] = text.split(/[.,]/)
  const seconds = whole.split(':').reduce((sum, unit) => sum * 60 + Number(unit), 0)
  return seconds * 1000 + Number(part.padEnd(3, '0'))
}
