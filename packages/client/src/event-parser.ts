/** One server-sent event. */
export interface ServerEvent {
  /** `message` where the server names none. */
  type: string
  data: string
  /** Its own id; empty when it takes back an earlier one. */
  id?: string
}

/**
 * Reads server-sent events from a stream's text, however it is cut into pieces: give it each piece, it gives the events
 * that are complete (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */
export function createEventParser(): (text: string) => ServerEvent[] {
  let rest = ''
  let fields: { event?: string; data?: string; id?: string } = {}

  const take = (line: string): void => {
    const colon = line.indexOf(':')
    const name = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (name === 'data') fields.data = fields.data === undefined ? value : `${fields.data}\n${value}`
    else if (name === 'event' || (name === 'id' && !value.includes('\0'))) fields[name] = value
  }

  return (text) => {
    // A carriage return at the end of a piece may be half of a line's end.
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    const events: ServerEvent[] = []
    for (const line of lines) {
      if (line !== '') {
        take(line)
        continue
      }
      const { event, data, id } = fields
      if (data !== undefined) events.push({ type: event || 'message', data, ...(id === undefined ? {} : { id }) })
      fields = {}
    }
    return events
  }
}
