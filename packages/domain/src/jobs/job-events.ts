import type { Logger } from '@cronicl/core'
import { type JobStatus, listen } from '@cronicl/db'
import { z } from 'zod'
import { jobChannel } from './wake-job.ts'

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
  /**
   * Calls `wake` when somebody has news for whoever works on the job (`wakeJob`), and when such a call may have been
   * missed. It says nothing of what is new: look. Returns the function that ends it.
   */
  onWake(jobId: string, wake: () => void): () => void
}

const jobChange = z.object({
  id: z.string(),
  revision: z.int(),
  status: z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled']),
})
/** What the trigger on the table `jobs` says, or `wakeJob`. */
const jobNews = z.union([z.object({ id: z.string(), wake: z.literal(true) }), jobChange])

/** Listens on one connection for the whole process, which shows in `pg_stat_activity` under `applicationName`. */
export async function openJobEvents(
  url: string,
  log: Logger,
  applicationName = 'cronicl-listen',
): Promise<JobEvents & { close(): Promise<void> }> {
  const watchers = listeners<JobChange | null>()
  const sleepers = listeners<void>()
  const listener = await listen(url, jobChannel, {
    applicationName,
    onNotification: (payload) => {
      const news = jobNews.safeParse(parseJson(payload))
      // Whoever reaches the database can notify; what is not from the house is nothing to us.
      if (!news.success)
        return log.warn({ payload: payload.slice(0, 200) }, 'a notification of a job change could not be read')
      if ('wake' in news.data) sleepers.tell(news.data.id)
      else watchers.tell(news.data.id, news.data)
    },
    onOpen: () => {
      watchers.tellAll(null)
      sleepers.tellAll()
    },
    onError: (error) =>
      log.warn({ err: error }, 'the connection that hears of job changes broke and is being replaced'),
  })
  return { subscribe: watchers.add, onWake: sleepers.add, close: () => listener.close() }
}

interface Listeners<News> {
  add(jobId: string, listener: (news: News) => void): () => void
  tell(jobId: string, news: News): void
  tellAll(news: News): void
}

function listeners<News>(): Listeners<News> {
  const byJob = new Map<string, Set<(news: News) => void>>()
  return {
    add: (jobId, listener) => {
      // A function of its own, so that the same callback may be added twice and each end is its own.
      const tell = (news: News): void => listener(news)
      const tellers = byJob.get(jobId) ?? new Set()
      byJob.set(jobId, tellers.add(tell))
      return () => {
        tellers.delete(tell)
        if (tellers.size === 0 && byJob.get(jobId) === tellers) byJob.delete(jobId)
      }
    },
    tell: (jobId, news) => {
      for (const tell of byJob.get(jobId) ?? []) tell(news)
    },
    tellAll: (news) => {
      for (const tellers of byJob.values()) for (const tell of tellers) tell(news)
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
