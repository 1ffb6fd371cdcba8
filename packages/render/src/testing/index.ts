export { makeTestMedia, type TestAudio, type TestImage, type TestMedia, type TestVideo } from './make-test-media.ts'
export { type FrameReader, readFrame } from './read-frame.ts'
export { readSound, type Sound } from './read-sound.ts'
