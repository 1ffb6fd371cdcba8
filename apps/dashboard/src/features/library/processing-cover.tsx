import type { Asset, Job } from '@cronicl/client'
import { useEffect } from 'react'
import { describeError } from '../../ui/describe-error.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { isOver } from '../jobs/is-over.ts'
import { useJob } from '../jobs/use-job.ts'
import styles from './processing-cover.module.css'
import { uploads } from './uploads.ts'
import { settleAsset } from './use-assets.ts'

/** Stands for an asset until its ingest has ended, and then lets the asset take its place. */
export function ProcessingCover({ asset }: { asset: Asset }) {
  const { id, title } = asset
  const job = useJob(asset.jobId)
  const ended = job && isOver(job) ? job : null
  useEffect(() => {
    if (!ended) return
    void settle(id, title, ended)
  }, [ended, id, title])
  if (ended?.error) return <span className={styles.failed}>{ended.error.message}</span>
  const isWaiting = !job || job.status === 'queued'
  return (
    <span className={styles.cover}>
      <span className={styles.words}>{isWaiting ? 'Waiting' : 'Reading the file'}</span>
      <ProgressBar label={`Reading of ${title}`} percent={isWaiting ? null : job.progress} />
    </span>
  )
}

async function settle(id: string, title: string, ended: Job): Promise<void> {
  try {
    const isKept = await settleAsset(id, ended)
    if (!isKept && ended.error) uploads.refuse(title, ended.error.message)
  } catch (error) {
    uploads.refuse(title, describeError(error))
  }
}
