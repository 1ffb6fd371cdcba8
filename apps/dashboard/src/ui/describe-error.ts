import { CroniclError } from '@cronicl/client'

/** What to tell the user of anything that was thrown: what happened and what to do. */
export function describeError(error: unknown): string {
  if (!(error instanceof CroniclError)) return 'Something went wrong in this page. Reload it, then try again.'
  const report = error.code === 'INTERNAL_ERROR' && error.requestId ? ` (Request ${error.requestId})` : ''
  return `${error.message}${report}`
}

/** The first mistake of each field of the input, by the field's name. */
export function mistakesByField(error: unknown): Record<string, string> {
  if (!(error instanceof CroniclError)) return {}
  const mistakes: Record<string, string> = {}
  for (const { path, message } of error.issues) mistakes[String(path[0] ?? '')] ??= message
  return mistakes
}
