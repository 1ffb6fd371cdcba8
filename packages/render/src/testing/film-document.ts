import type { MediaTools } from '../ffmpeg/tools.ts'
import { probe } from '../ffmpeg/probe.ts'
import { resolveDocument } from '../plan/resolve-document.ts'
import type { Timeline } from '../plan/timeline.ts'
import { collectSources } from '../spec/collect-sources.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { validateDocument } from '../spec/validate-document.ts'

/** A document whose sources are local paths, read, measured and resolved. Throws what is wrong with it. */
export async function resolveFilm(tools: MediaTools, input: RenderDocumentInput): Promise<ResolvedFilm> {
  const read = validateDocument(input)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  const files = new Map<string, string>()
  for (const { src } of collectSources(read.document)) files.set(src, src)
  const measured = await Promise.all([...files.keys()].map(async (src) => [src, await probe(tools, src)] as const))
  const resolved = resolveDocument(read.document, new Map(measured))
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues))
  return { timeline: resolved.timeline, files, warnings: resolved.warnings.map((warning) => warning.message) }
}

export interface ResolvedFilm {
  timeline: Timeline
  files: Map<string, string>
  warnings: string[]
}
