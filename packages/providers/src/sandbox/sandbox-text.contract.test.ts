import { type Situation, type TextHarness } from '../testing/text-harness.ts'
import { describeTextProvider } from '../testing/text-provider-contract.ts'
import { sandboxMagic } from './sandbox-magic.ts'
import { sandboxText } from './sandbox-text.ts'

const prompts: Record<Situation, string> = {
  answer: '',
  structured: '',
  refusal: sandboxMagic.refuse,
  length: sandboxMagic.length,
  'rate-limit': sandboxMagic.rateLimit,
  'server-error': sandboxMagic.error,
  drop: sandboxMagic.drop,
  slow: sandboxMagic.slow,
}

describeTextProvider('sandbox', async (): Promise<TextHarness> => {
  return {
    provider: sandboxText,
    model: 'sandbox-text',
    arrange: (situation) => prompts[situation],
    requests: () => null,
    [Symbol.asyncDispose]: async () => {},
  }
})
