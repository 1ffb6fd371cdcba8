import type { Picks } from './selection.ts'

export interface DocumentIssue {
  path: (string | number)[]
  message: string
}

/** An issue of the document in words of this page: the shot or the song that it is about by its name, not by its path. */
export function tellIssue({ path, message }: DocumentIssue, { shots, song }: Picks): string {
  const [root, track, , clip] = path
  if (root !== 'tracks' || typeof track !== 'number') return message
  if (track === 1) return song ? `${song.title}: ${message}` : message
  if (typeof clip !== 'number' || shots.length === 0) return message
  const shot = shots[clip % shots.length]
  return shot ? `${clip + 1}. ${shot.title}: ${message}` : message
}
