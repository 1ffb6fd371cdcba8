import type { TextEvent, TextProvider, TextRequest } from '../text/contract.ts'
import { type Delivery, type Recording, type RecordedServer, openRecordedServer } from './recorded-server.ts'

/** What every provider of text can be made to do. */
export const situations = [
  'answer',
  'structured',
  'refusal',
  'length',
  'rate-limit',
  'server-error',
  'drop',
  'slow',
] as const
export type Situation = (typeof situations)[number]

export interface TextHarness extends AsyncDisposable {
  provider: TextProvider
  model: string
  /** Prepares the upstream; gives what the prompt must say for it. */
  arrange(situation: Situation): string
  /** Requests that have reached the upstream since `arrange`; null where there is no upstream. */
  requests(): number | null
}

export const schema = {
  type: 'object',
  properties: {
    title: { type: 'string', maxLength: 80 },
    beats: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 3 },
  },
  required: ['title', 'beats'],
  additionalProperties: false,
} as const

/** A request as the house makes them. */
export function textRequest(model: string, prompt: string, more: Partial<TextRequest> = {}): TextRequest {
  return {
    model,
    messages: [
      { role: 'system', content: 'You help to tell stories.' },
      { role: 'user', content: `On the pier, Mara waited for the light to return. ${prompt}` },
    ],
    maxOutputTokens: 400,
    ...more,
  }
}

/** Everything that a stream yields. */
export async function collect(events: AsyncIterable<TextEvent>): Promise<TextEvent[]> {
  const all: TextEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

export interface RecordedProvider {
  name: string
  model: string
  /** Where its recordings are. */
  fixtures: URL
  /** What every request carries; must never be seen in an error. */
  key: string
  create(options: { baseUrl: string; timeoutMs: number }): TextProvider
}

export interface RecordedHarness extends TextHarness {
  server: RecordedServer
}

const statuses: Partial<Record<Situation, number>> = { 'rate-limit': 429, 'server-error': 500 }
const deliveries: Partial<Record<Situation, Delivery>> = { drop: 'cut', slow: 'silent' }

/** A provider against a server that plays its recordings. */
export async function openRecorded(recorded: RecordedProvider, timeoutMs = 20_000): Promise<RecordedHarness> {
  const server = await openRecordedServer(recorded.fixtures)
  return {
    server,
    provider: recorded.create({ baseUrl: server.url, timeoutMs }),
    model: recorded.model,
    arrange: (situation) => {
      server.play(recordingOf(situation))
      return ''
    },
    requests: () => server.requests.length,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

function recordingOf(situation: Situation): Recording {
  const name = situation === 'drop' || situation === 'slow' ? 'answer' : situation
  const headers = situation === 'rate-limit' ? { 'retry-after': '7' } : {}
  return { name, status: statuses[situation] ?? 200, delivery: deliveries[situation] ?? 'whole', headers }
}
