import { afterAll, beforeAll, vi } from 'vitest'
import { locateTools } from '../ffmpeg/locate-tools.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'
import { makeTestMedia, type TestMedia } from './make-test-media.ts'

export interface MediaSuite {
  tools: MediaTools
  media: TestMedia
}

/** FFmpeg and a folder of media for the tests of one file. */
export function mediaSuite(): MediaSuite {
  const suite = {} as MediaSuite
  // Real encoders on a machine that others use too.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
  beforeAll(async () => {
    const tools = await locateTools({})
    if (!tools) throw new Error('these tests need ffmpeg and ffprobe on the PATH')
    suite.tools = tools
    suite.media = await makeTestMedia(tools)
  })
  afterAll(() => suite.media?.[Symbol.asyncDispose]())
  return suite
}
