import type { Issue } from '@cronicl/core'
import { type RenderDocument, renderDocumentSchema } from './document.ts'
import { issuesOf } from './issues.ts'
import { defaultLimits, type RenderLimits } from './limits.ts'
import { messageOf } from './messages.ts'

export type Validation = { ok: true; document: RenderDocument } | { ok: false; issues: Issue[] }

/** Reads a document: every mistake with its path, or the document with its defaults. Looks at no file. */
export function validateDocument(input: unknown, limits: RenderLimits = defaultLimits): Validation {
  const parsed = renderDocumentSchema.safeParse(input, { error: messageOf })
  if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error) }
  const issues = overLimit(parsed.data, limits)
  return issues.length > 0 ? { ok: false, issues } : { ok: true, document: parsed.data }
}

function overLimit(document: RenderDocument, limits: RenderLimits): Issue[] {
  const issues: Issue[] = []
  const maxS = (document.mode === 'longform' ? limits.maxLongformMs : limits.maxDurationMs) / 1000
  if ((document.duration ?? 0) > maxS) issues.push({ path: ['duration'], message: `A film lasts at most ${maxS} s.` })
  const clips = (document.tracks ?? []).reduce((sum, track) => sum + track.clips.length, 0)
  if (clips > limits.maxClips) {
    issues.push({ path: ['tracks'], message: `A film has at most ${limits.maxClips} clips; this one has ${clips}.` })
  }
  return issues
}
