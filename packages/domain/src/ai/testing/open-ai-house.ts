import { silentLogger } from '@cronicl/core'
import { defaultConfig } from '../../config.ts'
import type { DomainContext } from '../../context.ts'
import { createOpenWork } from '../../open-work.ts'
import { type StoryHouse, type StoryWriter, openStoryHouse } from '../../timelines/testing/open-story-house.ts'
import type { AiConfig } from '../ai-config.ts'
import type { AiContext } from '../ai-context.ts'
import { type RecordingText, recordingText } from './recording-text.ts'

export interface AiWriter extends Omit<StoryWriter, 'ctx'> {
  ctx: AiContext
  /** What reached this user's provider. */
  text: RecordingText
}

export interface AiHouse extends AsyncDisposable {
  db: StoryHouse['db']
  clock: StoryHouse['clock']
  /** Signed in as a fresh user, with a provider of their own. */
  writer(config?: Partial<AiConfig>): Promise<AiWriter>
}

/** A database of its own, and users who ask models about their stories. */
export async function openAiHouse(): Promise<AiHouse> {
  const house = await openStoryHouse()
  const openWork = createOpenWork()
  return {
    db: house.db,
    clock: house.clock,
    writer: async (ai = {}) => {
      const { ctx, ...writer } = await house.user()
      const text = recordingText()
      const config = { ...defaultConfig, ai: { ...defaultConfig.ai, ...ai } } as DomainContext['config']
      return { ...writer, text, ctx: { ...ctx, log: silentLogger, config, textProviders: text.providers, openWork } }
    },
    [Symbol.asyncDispose]: async () => {
      await openWork.ended()
      await house[Symbol.asyncDispose]()
    },
  }
}
