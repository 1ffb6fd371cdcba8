import type { User } from '@cronicl/client'
import { client } from '../../client.ts'
import { queryClient } from '../../query-client.ts'
import { createStore } from '../../store.ts'
import { describeError } from '../../ui/describe-error.ts'

export type SessionState =
  | { phase: 'resuming' }
  | { phase: 'unreachable'; message: string }
  | { phase: 'out'; notice: string | null }
  | { phase: 'in'; user: User }

export const session = createStore<SessionState>({ phase: 'resuming' })

let leaving = false

client.auth.onChange((user) => {
  // What one user saw is not for the next.
  queryClient.clear()
  if (user) {
    rememberVisit()
    session.set({ phase: 'in', user })
  } else session.set({ phase: 'out', notice: leaving ? null : 'Your session has ended. Sign in again to go on.' })
})

/** Takes up the session that the browser's cookie holds, if there is one. */
export async function resumeSession(): Promise<void> {
  session.set({ phase: 'resuming' })
  try {
    if (!(await client.auth.resume())) session.set({ phase: 'out', notice: null })
  } catch (error) {
    session.set({ phase: 'unreachable', message: describeError(error) })
  }
}

export async function signOut(): Promise<void> {
  leaving = true
  try {
    await client.auth.logout()
  } finally {
    leaving = false
  }
}

const visitKey = 'cronicl-visited'

/** Whether somebody signed in with this browser before, so that the card offers that first. */
export function wasHereBefore(): boolean {
  try {
    return localStorage.getItem(visitKey) !== null
  } catch {
    // A browser that keeps nothing for this page.
    return false
  }
}

function rememberVisit(): void {
  try {
    localStorage.setItem(visitKey, 'yes')
  } catch {
    // Only a convenience is lost.
  }
}
