import type { Logger } from '@cronicl/core'
import { type JobStatus, listen } from '@cronicl/db'
import { z } from 'zod'

export interface JobChange {
  id: string
  revision: number
  status: JobStatus
}

/** Hears of every change of every job, whichever process made it. */
export interface JobEvents {
  /**
   * Calls `onChange` after each committed change of the job, and with null when changes may have been missed (the
   * listening connection was replaced): read the row then. Returns the function that ends it.
   */
  subscribe(jobId: string, onChange: (change: JobChange | null) => void): () => void
}

/** The channel that the trigger on the table `jobs` notifies. */
const channel = 'cronicl_job'

const jobChange = z.object({
  id: z.string(),
  revision: z.int(),
  status: z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled']),
})

/** Listens on one connection for the whole process, which shows in `pg_stat_activity` under `applicationName`. */
export async function openJobEvents(
  url: string,
  log: Logger,
  applicationName = 'cronicl-listen',
): Promise<JobEvents & { close(): Promise<void> }> {
  const watchers = new Map<string, Set<(change: JobChange | null) => void>>()
  const listener = await listen(url, channel, {
    applicationName,
    onNotification: (payload) => {
      const change = jobChange.safeParse(parseJson(payload))
      // Whoever reaches the database can notify; what is not from the trigger is nothing to us.
      if (!change.success)
        return log.warn({ payload: payload.slice(0, 200) }, 'a notification of a job change could not be read')
      for (const tell of watchers.get(change.data.id) ?? []) tell(change.data)
    },
    onOpen: () => {
      for (const tellers of watchers.values()) for (const tell of tellers) tell(null)
    },
    onError: (error) =>
      log.warn({ err: error }, 'the connection that hears of job changes broke and is being replaced'),
  })
  return {
    subscribe: (jobId, onChange) => {
      // A function of its own, so that the same callback may subscribe twice and each end is its own.
      const tell = (change: JobChange | null): void => onChange(change)
      const tellers = watchers.get(jobId) ?? new Set()
      watchers.set(jobId, tellers.add(tell))
      return () => {
        tellers.delete(tell)
        if (tellers.size === 0 && watchers.get(jobId) === tellers) watchers.delete(jobId)
      }
    },
    close: () => listener.close(),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
