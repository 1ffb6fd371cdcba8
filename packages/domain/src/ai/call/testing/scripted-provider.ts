import { setImmediate as turn } from 'node:timers/promises'
import type { TextEvent, TextOptions, TextProvider, TextRequest, TextResult, TextUsage } from '@cronicl/providers'

/** What the provider does with one request. */
export interface ScriptedAnswer {
  deltas?: readonly string[]
  finish?: TextResult['finish']
  model?: string | null
  /** As reported; null for none. */
  usage?: TextUsage | null
  /** Thrown after the deltas. */
  fails?: Error
  /** After the deltas nothing more comes, until it is aborted. */
  stalls?: true
  /** Deltas go on for ever, whatever `maxOutputTokens` says. */
  endless?: true
}

/** What the provider saw, told by itself. */
export interface JournalEntry {
  request: TextRequest
  deltasSent: number
  /** The request was aborted before its end. */
  isAborted: boolean
  /** The reader closed the stream, or read it to its end. */
  isClosed: boolean
}

export interface ScriptedProvider extends TextProvider {
  readonly journal: readonly JournalEntry[]
  /** Resolves when a request has come to its `stalls`. */
  stalled(): Promise<void>
}

/**
 * A provider that does as it is told, request by request, and keeps a journal of its own of what was sent to it: an
 * independent witness of what was submitted and aborted. It has no answer for a request that no script expects.
 */
export function scriptedProvider(script: readonly ScriptedAnswer[]): ScriptedProvider {
  const journal: JournalEntry[] = []
  let stall = Promise.withResolvers<void>()

  async function* stream(request: TextRequest, { signal }: TextOptions): AsyncGenerator<TextEvent, void> {
    signal.throwIfAborted()
    const entry: JournalEntry = { request, deltasSent: 0, isAborted: false, isClosed: false }
    const answer = script[journal.push(entry) - 1]
    if (!answer) throw new Error(`nobody expected request ${journal.length}`)
    signal.addEventListener('abort', () => (entry.isAborted = !entry.isClosed))
    try {
      for (const text of deltasOf(answer)) {
        // What is sent arrives later than it was asked for.
        await turn()
        signal.throwIfAborted()
        entry.deltasSent++
        yield { type: 'delta', text }
      }
      if (answer.stalls) await stalledUntil(signal, () => stall.resolve())
      if (answer.fails) throw answer.fails
      yield { type: 'done', ...resultOf(answer) }
    } finally {
      entry.isClosed = true
    }
  }
  return {
    name: 'scripted',
    journal,
    stalled: async () => {
      await stall.promise
      stall = Promise.withResolvers()
    },
    stream,
    async generate(request, options) {
      for await (const event of stream(request, options)) if (event.type === 'done') return event
      throw new Error('a script always ends')
    },
  }
}

function* deltasOf({ deltas = [], endless }: ScriptedAnswer): Generator<string> {
  yield* deltas
  while (endless) yield* deltas
}

function resultOf({ deltas = [], finish = 'stop', model = 'scripted-1', usage = null }: ScriptedAnswer): TextResult {
  return { text: deltas.join(''), finish, model, usage }
}

async function stalledUntil(signal: AbortSignal, tell: () => void): Promise<void> {
  const aborted = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => aborted.reject(signal.reason))
  tell()
  await aborted.promise
}
