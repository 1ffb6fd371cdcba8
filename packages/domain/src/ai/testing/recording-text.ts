import {
  type TextEvent,
  type TextProvider,
  type TextProviders,
  type TextRequest,
  type TextResult,
  holdTextProviders,
  sandboxText,
} from '@cronicl/providers'

/** Turns an answer of the sandbox into another one; by default it stays. */
export type Rewrite = (text: string, request: TextRequest) => string

export interface RecordingText {
  providers: TextProviders
  /** Every request that reached the provider, told by itself. */
  sent: TextRequest[]
  rewrite: Rewrite
}

/**
 * A provider that keeps what it is sent, answers by the sandbox, and goes by the name of one that costs money: its
 * answers are priced as the model's that was asked for.
 */
export function recordingText(): RecordingText {
  const recorder: RecordingText = {
    sent: [],
    rewrite: (text) => text,
    providers: holdTextProviders(new Map(), { openai: '', 'openai-compatible': '', gemini: '', sandbox: '' }),
  }
  const told = (result: TextResult, request: TextRequest): TextResult => ({
    ...result,
    text: recorder.rewrite(result.text, request),
    model: request.model,
  })
  const provider: TextProvider = {
    name: 'openai',
    async generate(request, options) {
      recorder.sent.push(request)
      return told(await sandboxText.generate(request, options), request)
    },
    async *stream(request, options): AsyncGenerator<TextEvent, void> {
      const { text, ...result } = await provider.generate(request, options)
      for (const delta of text.match(/[\s\S]{1,40}/g) ?? []) {
        options.signal.throwIfAborted()
        yield { type: 'delta', text: delta }
      }
      yield { type: 'done', text, ...result }
    },
  }
  const defaults = { openai: 'gpt-6-luna', 'openai-compatible': '', gemini: '', sandbox: 'sandbox-text' } as const
  recorder.providers = holdTextProviders(
    new Map([
      ['openai', provider],
      ['sandbox', sandboxText],
    ]),
    defaults,
  )
  return recorder
}

/** Everything that reached the provider, as one text. */
export function saidTo(sent: readonly TextRequest[]): string {
  return sent.flatMap(({ messages }) => messages.map(({ content }) => content)).join('\n')
}
