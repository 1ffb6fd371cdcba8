import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createTextProviders, providersConfigIssues, providersEnv } from '../config.ts'
import { chooseTextModel } from './choose-text-model.ts'

const now = new Date('2026-11-21T00:00:00Z')
const parse = (env: Record<string, string>) => z.object(providersEnv).parse(env)
const providers = (env: Record<string, string>) => createTextProviders(parse(env))
const openai = { OPENAI_API_KEY: 'sk-1' }
const gemini = { GEMINI_API_KEY: 'AIza-1' }
const server = { OPENAI_BASE_URL: 'http://localhost:11434/v1' }

function choose(env: Record<string, string>, choice: { provider?: string; model?: string } = {}, at = now): string {
  const { provider, model } = chooseTextModel(providers(env), choice, at)
  return `${provider.name}/${model.id}`
}

describe('which providers are there', () => {
  test.each([
    [{}, ['sandbox']],
    [{ OPENAI_API_KEY: ' ' }, ['sandbox']],
    [openai, ['openai', 'sandbox']],
    [gemini, ['gemini', 'sandbox']],
    [{ ...openai, ...gemini }, ['openai', 'gemini', 'sandbox']],
    [server, ['openai-compatible', 'sandbox']],
    [{ ...server, ...openai, ...gemini }, ['openai-compatible', 'gemini', 'sandbox']],
    [{ ...openai, ...gemini, TEXT_PROVIDER: 'gemini' }, ['gemini', 'openai', 'sandbox']],
    [{ ...openai, ...gemini, TEXT_MODEL: 'gemini-3.8-flash' }, ['gemini', 'openai', 'sandbox']],
    [{ ...openai, TEXT_PROVIDER: 'sandbox' }, ['sandbox', 'openai']],
  ])('%j: %j, the first preferred', (env, names) => {
    expect(providers(env).names).toEqual(names)
    for (const name of names) expect(providers(env).get(name).name).toBe(name)
  })

  test.each([
    [{ TEXT_PROVIDER: 'openai' }, 'TEXT_PROVIDER', 'OPENAI_API_KEY'],
    [{ ...openai, ...server, TEXT_PROVIDER: 'openai' }, 'TEXT_PROVIDER', 'without OPENAI_BASE_URL'],
    [{ ...openai, TEXT_MODEL: 'gemini-3.8-flash' }, 'TEXT_MODEL', 'GEMINI_API_KEY'],
    [{ ...openai, TEXT_MODEL: 'qwen3-8b' }, 'TEXT_MODEL', 'OPENAI_BASE_URL'],
    [{ ...openai, TEXT_PROVIDER: 'openai', TEXT_MODEL: 'gemini-3.8-flash' }, 'TEXT_MODEL', 'openai'],
  ])('%j is refused at the start, by name', (env, variable, says) => {
    expect(providersConfigIssues(parse(env))).toEqual([
      { path: [variable], message: expect.stringContaining(says) as string },
    ])
    expect(() => providers(env)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }))
  })
})

describe('which model writes', () => {
  test.each([
    [{}, {}, 'sandbox/sandbox-text'],
    [openai, {}, 'openai/gpt-6-luna'],
    [gemini, {}, 'gemini/gemini-3.5-flash-lite'],
    [{ ...openai, TEXT_MODEL: 'gpt-5.6-terra' }, {}, 'openai/gpt-5.6-terra'],
    [{ ...server, TEXT_MODEL: 'qwen3-8b' }, {}, 'openai-compatible/qwen3-8b'],
    [{ ...openai, ...gemini }, { provider: 'gemini' }, 'gemini/gemini-3.5-flash-lite'],
    [{ ...openai, ...gemini }, { model: 'gemini-3.8-flash' }, 'gemini/gemini-3.8-flash'],
    [{ ...openai, ...gemini }, { provider: 'sandbox' }, 'sandbox/sandbox-text'],
    [{ ...openai, ...gemini }, { model: 'sandbox-text' }, 'sandbox/sandbox-text'],
    [openai, { model: 'gpt-6-luna-2026-09-22' }, 'openai/gpt-6-luna-2026-09-22'],
    [server, { model: 'qwen3-8b' }, 'openai-compatible/qwen3-8b'],
    [server, { model: 'gemini-3.8-flash' }, 'openai-compatible/gemini-3.8-flash'],
    [{ ...server, ...gemini }, { model: 'gemini-3.8-flash' }, 'gemini/gemini-3.8-flash'],
    [{ ...gemini, TEXT_MODEL: 'gemini-3.8-flash' }, { provider: 'sandbox' }, 'sandbox/sandbox-text'],
  ])('%j, asked for %j: %s', (env, choice, chosen) => {
    expect(choose(env, choice)).toBe(chosen)
  })

  test.each([
    [{}, { provider: 'gemini' }, 'PROVIDER_NOT_CONFIGURED', 'GEMINI_API_KEY'],
    [gemini, { provider: 'openai' }, 'PROVIDER_NOT_CONFIGURED', 'OPENAI_API_KEY'],
    [gemini, { model: 'gpt-6-luna' }, 'PROVIDER_NOT_CONFIGURED', 'OPENAI_API_KEY'],
    [{}, { provider: 'openai-compatible', model: 'qwen3-8b' }, 'PROVIDER_NOT_CONFIGURED', 'OPENAI_BASE_URL'],
    [openai, { provider: 'anthropic' }, 'VALIDATION_ERROR', 'anthropic'],
    [openai, { model: 'qwen3-8b' }, 'VALIDATION_ERROR', 'qwen3-8b'],
    [{ ...openai, ...gemini }, { provider: 'openai', model: 'gemini-3.8-flash' }, 'VALIDATION_ERROR', 'gpt-6-luna'],
    [openai, { provider: 'constructor' }, 'VALIDATION_ERROR', 'constructor'],
  ])('%j, asked for %j: %s, and never another instead', (env, choice, code, says) => {
    expect(() => choose(env, choice)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) as string }),
    )
  })

  test('a model is refused from the day on which it is gone, with the one to use instead', () => {
    const before = new Date('2026-12-10T23:59:59Z')
    expect(choose(openai, { model: 'gpt-5-mini' }, before)).toBe('openai/gpt-5-mini')
    const details = {
      model: 'gpt-5-mini-2025-08-07',
      replacement: 'gpt-6-luna',
      endOfLife: '2026-12-11',
      provider: 'openai',
    }
    expect(() => choose(openai, { model: 'gpt-5-mini-2025-08-07' }, new Date('2026-12-11T00:00:00Z'))).toThrow(
      expect.objectContaining({ code: 'MODEL_RETIRED', details }),
    )
  })

  test('a server may serve what OpenAI has retired; what nobody knows has no price', () => {
    const late = new Date('2028-01-01T00:00:00Z')
    expect(choose(server, { model: 'gpt-4o' }, late)).toBe('openai-compatible/gpt-4o')
    expect(chooseTextModel(providers(server), { model: 'qwen3-8b' }, now).model).toMatchObject({
      prices: [],
      tokenizer: 'unknown',
    })
  })
})
