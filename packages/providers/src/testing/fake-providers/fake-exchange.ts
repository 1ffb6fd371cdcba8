import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import type { CreateAnswer, FakeBehaviour } from './fake-behaviour.ts'
import type { FakeProviderName, FakeWork, FakeWorks, NewWork } from './fake-work.ts'

/** A request as it arrived, whole. */
export interface FakeRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  bytes: Buffer
  /** Its JSON, where it is any. */
  body: unknown
}

export interface FakeAnswer {
  status: number
  body?: unknown
  bytes?: Uint8Array
  headers?: Record<string, string>
}

/** What a request asks for: new work, or anything else. Issues: it is not as the provider's documents have it. */
export type FakeAsk =
  | { create: NewWork; answer: (work: FakeWork) => FakeAnswer }
  | { answer: FakeAnswer; ended?: FakeWork | undefined; create?: undefined }
  | { issues: string[]; answer: FakeAnswer; create?: undefined }

/** What work makes: by its id, so that no two are alike where that matters. */
export interface FakeFiles {
  image(workId: string): Uint8Array
  video(workId: string): Uint8Array
}

export interface FakeContext {
  works: FakeWorks
  /** This server's own address. */
  origin: string
  now: () => Date
  behaviour: () => FakeBehaviour
  files: FakeFiles
}

/** One provider's HTTP, without its moods. */
export interface FakeProvider {
  name: FakeProviderName
  /** The provider's own words when it says no. */
  refusal(
    reason: Exclude<CreateAnswer, 'accept' | 'accept-malformed' | 'accept-cut' | 'accept-silent' | 'cut'>,
  ): FakeAnswer
  handle(request: FakeRequest, context: FakeContext): FakeAsk
  /** What its webhook says of ended work; null where it has none. */
  notice: ((work: FakeWork, context: FakeContext) => { url: string | null; body: unknown }) | null
}

/** What is wrong with a body, in words; empty when it is as the documents have it. */
export function issuesOf(schema: z.ZodType, body: unknown): string[] {
  const parsed = schema.safeParse(body)
  if (parsed.success) return []
  return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

export function fileUrl({ origin }: FakeContext, work: FakeWork, index = 0): string {
  return `${origin}/files/${work.provider}/${work.id}/${index}.${work.kind === 'image' ? 'png' : 'mp4'}`
}

export function fileAnswer(
  { files }: Pick<FakeContext, 'files'>,
  { kind, id }: Pick<FakeWork, 'kind' | 'id'>,
): FakeAnswer {
  const type = kind === 'image' ? 'image/png' : 'video/mp4'
  return { status: 200, bytes: files[kind](id), headers: { 'content-type': type } }
}
