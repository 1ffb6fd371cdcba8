import { afterAll, beforeAll } from 'vitest'
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
  beforeAll(async () => {
    const tools = await locateTools({})
    if (!tools) throw new Error('these tests need ffmpeg and ffprobe on the PATH')
    suite.tools = tools
    suite.media = await makeTestMedia(tools)
  })
  afterAll(() => suite.media?.[Symbol.asyncDispose]())
  return suite
}
