import { z } from 'zod'
import type { ImageRequest, MediaRequest, Operation, VideoRequest } from '../media/contract.ts'
import { frameLongPx, noteLongPx, shrink } from './draw-storyboard.ts'
import { filmSize, pictureSize } from './media-size.ts'
import { defaultFps } from './plan-work.ts'
import { findMediaMagic, sandboxMediaMagic, withoutMagic } from './sandbox-magic.ts'

const pixels = z.int().min(16).max(4_096)
const shared = {
  id: z.string(),
  /** When it was taken, and how long it takes, in milliseconds. */
  takenAtMs: z.int(),
  takesMs: z.int(),
  magic: z.enum(Object.keys(sandboxMediaMagic) as [keyof typeof sandboxMediaMagic]).nullable(),
  prompt: z.string(),
  widthPx: pixels,
  heightPx: pixels,
  seed: z.int(),
}
const operation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), ...shared, count: z.int().min(1), references: z.string() }),
  z.object({
    kind: z.literal('video'),
    ...shared,
    durationS: z.number(),
    fps: z.int(),
    start: z.string().nullable(),
    end: z.string().nullable(),
  }),
])

/**
 * All that a process needs to make the outputs, in plain JSON: the sandbox has no other memory. Pictures are made small
 * and carried along as base64, several of them separated by commas.
 */
export type SandboxWork = z.infer<typeof operation>

const imageMs = 400
const videoMs = 1_500
const slowMs = 30_000

/** What becomes of a request, once it is taken. */
export async function packWork(request: MediaRequest, taken: { id: string; at: Date }): Promise<SandboxWork> {
  const magic = findMediaMagic(request.prompt) ?? null
  const usualMs = request.kind === 'image' ? imageMs : videoMs
  const begin = {
    id: taken.id,
    takenAtMs: taken.at.getTime(),
    takesMs: magic === 'slow' ? slowMs : usualMs,
    magic,
    prompt: withoutMagic(request.prompt),
    seed: request.seed ?? 0,
  }
  return request.kind === 'image' ? packImage(request, begin) : packVideo(request, begin)
}

type Begin = Pick<SandboxWork, 'id' | 'takenAtMs' | 'takesMs' | 'magic' | 'prompt' | 'seed'>

async function packImage(request: ImageRequest, begin: Begin): Promise<SandboxWork> {
  const { negativePrompt, aspectRatio, quality, count } = request
  const references = await Promise.all(request.references.map((image) => shrink(image, noteLongPx)))
  const prompt = negativePrompt ? `${begin.prompt} (not: ${negativePrompt})` : begin.prompt
  return {
    kind: 'image',
    ...begin,
    prompt,
    ...pictureSize(aspectRatio, quality),
    count,
    references: references.map(toBase64).join(','),
  }
}

async function packVideo(request: VideoRequest, begin: Begin): Promise<SandboxWork> {
  const { startFrame, endFrame, aspectRatio, resolution, durationS, fps = defaultFps } = request
  return {
    kind: 'video',
    ...begin,
    ...filmSize(aspectRatio, resolution),
    durationS,
    fps,
    start: startFrame ? toBase64(await shrink(startFrame, frameLongPx)) : null,
    end: endFrame ? toBase64(await shrink(endFrame, frameLongPx)) : null,
  }
}

/** Null for what is no work of the sandbox. */
export function readWork(stored: Operation): SandboxWork | null {
  return operation.safeParse(stored).data ?? null
}

export function unpackPictures(text: string): Uint8Array[] {
  return text === '' ? [] : text.split(',').map((part) => Buffer.from(part, 'base64'))
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
