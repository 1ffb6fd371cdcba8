import type { FakeJournal } from '@cronicl/providers/testing'
import { canaries } from './canaries.ts'

const keys = {
  replicate: canaries.REPLICATE_API_TOKEN,
  runway: canaries.RUNWAY_API_KEY,
  gemini: canaries.GEMINI_API_KEY,
  openai: canaries.OPENAI_API_KEY,
} as const

/** Providers that were asked and not shown their key, or shown another's. */
export function keyTravels({ requests }: FakeJournal): string[] {
  return Object.entries(keys).flatMap(([name, key]) => {
    const sent = requests.filter(({ provider }) => provider === name).map(({ headers }) => JSON.stringify(headers))
    const others = Object.values(keys).filter((other) => other !== key)
    const wrong = sent.filter((headers) => !headers.includes(key) || others.some((other) => headers.includes(other)))
    return sent.length === 0 ? [`${name} was never asked`] : wrong.map(() => name)
  })
}
