import type { TextModel } from '../catalog/text-model.ts'
import type { TextRequest } from '../text/contract.ts'
import { countMessageTokens, countTokens } from './count-tokens.ts'

/** What a provider writes around a schema. */
const perSchema = 32

/** At most so many tokens can a request take: what is reserved before it is sent. The schema of the answer is input too. */
export function worstCaseTokens(
  { messages, answer, maxOutputTokens }: Pick<TextRequest, 'messages' | 'answer' | 'maxOutputTokens'>,
  model: Pick<TextModel, 'tokenizer'>,
): { tokensIn: number; tokensOut: number } {
  const schema = answer ? countTokens(JSON.stringify(answer), model) + perSchema : 0
  return { tokensIn: countMessageTokens(messages, model) + schema, tokensOut: maxOutputTokens }
}
