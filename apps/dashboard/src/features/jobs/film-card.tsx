import type { Job } from '@cronicl/client'
import { useId, useRef } from 'react'
import { formatWhen } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import styles from './film-card.module.css'
import { FilmPlayer } from './film-player.tsx'
import { isOver } from './is-over.ts'
import { RenderProgress } from './render-progress.tsx'
import { useLiveJob } from './use-job.ts'
import { useReveal } from './use-reveal.ts'

const statusWords = {
  queued: 'Rendering',
  running: 'Rendering',
  succeeded: 'Film',
  failed: 'Failed',
  canceled: 'Canceled',
} as const

/** One render from its start to the film. */
export function FilmCard({ listed, isNewest }: { listed: Job; isNewest: boolean }) {
  const job = useLiveJob(listed)
  const card = useRef<HTMLElement>(null)
  const titleId = useId()
  const over = isOver(job)
  useReveal(card, job.id, over)
  return (
    <article
      ref={card}
      className={styles.card}
      aria-labelledby={titleId}
      tabIndex={-1}
      data-testid="film-card"
      data-job-id={job.id}
      data-status={job.status}
    >
      <h3 id={titleId} className={styles.title}>
        {statusWords[job.status]} <time dateTime={job.createdAt}>{formatWhen(job.createdAt)}</time>
      </h3>
      {!over && <RenderProgress job={job} onCanceled={() => card.current?.focus()} />}
      {job.status === 'succeeded' && <FilmPlayer job={job} isNewest={isNewest} />}
      {job.status === 'failed' && (
        <Notice tone="problem">
          <p>{job.error?.message}</p>
          <p className={styles.fine}>Job {job.id}</p>
        </Notice>
      )}
    </article>
  )
}
