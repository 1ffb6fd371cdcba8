/** Standard Webhooks asks for less than 20 kB. */
const bodyBytesMax = 20_000

/**
 * The body of a message: `{ type, timestamp, data }`. Where the whole would be too long, `data` is what names the thing
 * and what became of it, with `truncated: true`; the rest is read from the API.
 */
export function eventBody(type: string, at: Date, data: object): string {
  const write = (shown: object): string => JSON.stringify({ type, timestamp: at.toISOString(), data: shown })
  const whole = write(data)
  if (Buffer.byteLength(whole) < bodyBytesMax) return whole
  const { id, kind, status } = data as { id?: unknown; kind?: unknown; status?: unknown }
  return write({ id, kind, status, truncated: true })
}
