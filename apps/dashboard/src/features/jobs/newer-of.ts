import type { Job } from '@cronicl/client'
import { isOver } from './is-over.ts'

/**
 * The later of two states of a job, which may arrive in any order: an end is last, then come more attempts; an attempt
 * that went back to the queue is past its running, and running only goes forward.
 */
export function newerOf(a: Job | undefined, b: Job): Job {
  if (!a) return b
  if (isOver(a) !== isOver(b)) return isOver(a) ? a : b
  if (a.attempts !== b.attempts) return a.attempts > b.attempts ? a : b
  if (a.status !== b.status) return a.status === 'queued' ? a : b
  return a.progress > b.progress ? a : b
}
