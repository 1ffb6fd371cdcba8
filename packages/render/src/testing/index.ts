export { type FrameReader, readFrame } from './read-frame.ts'
export { makeTestMedia, type TestMedia } from './make-test-media.ts'
