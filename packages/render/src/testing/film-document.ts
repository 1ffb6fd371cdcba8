import { readFile } from 'node:fs/promises'
import { captionFacts } from '../captions/caption-facts.ts'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
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
  const facts = new Map<string, MediaFacts>()
  for (const { src, types } of collectSources(read.document)) {
    if (types.includes('caption')) facts.set(src, await captionsOf(src))
    else facts.set(src, facts.get(src) ?? (await probe(tools, src)))
    files.set(src, src)
  }
  const resolved = resolveDocument(read.document, facts)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues))
  return { timeline: resolved.timeline, files, warnings: resolved.warnings.map((warning) => warning.message) }
}

export interface ResolvedFilm {
  timeline: Timeline
  files: Map<string, string>
  warnings: string[]
}

async function captionsOf(path: string): Promise<MediaFacts> {
  const read = captionFacts(await readFile(path, 'utf8'))
  if (!read.ok) throw new Error(`line ${read.line}: ${read.message}`)
  return read.facts
}
