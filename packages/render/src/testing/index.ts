export { makeTestMedia, type TestAudio, type TestImage, type TestMedia, type TestVideo } from './make-test-media.ts'
export { type FrameReader, type Frames, readFrames } from './read-frames.ts'
export { readSound, type Sound } from './read-sound.ts'
