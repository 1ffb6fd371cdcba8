import type { Issue } from '@cronicl/core'
import { type RenderDocument, renderDocumentSchema } from './document.ts'
import { issuesOf } from './issues.ts'
import { defaultLimits, type RenderLimits } from './limits.ts'
import { mergeFields } from './merge-fields.ts'
import { messageOf } from './messages.ts'

export type Validation = { ok: true; document: RenderDocument } | { ok: false; issues: Issue[] }

/** Reads a document: every mistake with its path, or the document with its defaults. Looks at no file. */
export function validateDocument(input: unknown, limits: RenderLimits = defaultLimits): Validation {
  const merged = mergeFields(input)
  const parsed = renderDocumentSchema.safeParse(merged.document, { error: messageOf })
  const wrong = [...merged.issues, ...(parsed.success ? [] : issuesOf(parsed.error))]
  if (!parsed.success || wrong.length > 0) return { ok: false, issues: firstAtEachPath(wrong, merged.issues) }
  const issues = overLimit(parsed.data, limits)
  return issues.length > 0 ? { ok: false, issues } : { ok: true, document: parsed.data }
}

/** What a placeholder without a value is not allowed to be is no mistake of its own. */
function firstAtEachPath(issues: readonly Issue[], unknown: readonly Issue[]): Issue[] {
  const told = new Set(unknown.map(({ path }) => path.join('\0')))
  return issues.filter((issue) => unknown.includes(issue) || !told.has(issue.path.join('\0')))
}

function overLimit(document: RenderDocument, limits: RenderLimits): Issue[] {
  const issues: Issue[] = []
  const maxS = (document.mode === 'longform' ? limits.maxLongformMs : limits.maxDurationMs) / 1000
  if ((document.duration ?? 0) > maxS) issues.push({ path: ['duration'], message: `A film lasts at most ${maxS} s.` })
  const clips = (document.tracks ?? []).reduce((sum, track) => sum + track.clips.length, 0)
  if (clips > limits.maxClips) {
    issues.push({ path: ['tracks'], message: `A film has at most ${limits.maxClips} clips; this one has ${clips}.` })
  }
  return [...issues, ...tooLarge(document, limits)]
}

function tooLarge({ output }: RenderDocument, { maxSide }: RenderLimits): Issue[] {
  const { width, height } = output
  const maxShort = Math.round((maxSide * 9) / 16)
  if (Math.max(width, height) <= maxSide && Math.min(width, height) <= maxShort) return []
  const side = width > maxSide ? 'width' : 'height'
  return [{ path: ['output', side], message: `The film is at most ${maxSide}×${maxShort}, in either orientation.` }]
}
