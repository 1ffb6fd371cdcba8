import type { Job } from '@cronicl/client'
import { useMutation } from '@tanstack/react-query'
import { client } from '../../client.ts'
import { Button } from '../../ui/button.tsx'
import { describeError } from '../../ui/describe-error.ts'
import { Notice } from '../../ui/notice.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { keepJob } from './follower.ts'
import styles from './render-progress.module.css'

const stages: Record<string, string> = {
  starting: 'Starting',
  fetch: 'Fetching the pictures',
  plan: 'Planning the film',
  encode: 'Drawing the film',
  finish: 'Finishing',
  upload: 'Putting it into the library',
}

/** How far a render is, and the way to stop it. */
export function RenderProgress({ job, onCanceled }: { job: Job; onCanceled(): void }) {
  const cancel = useMutation({
    mutationFn: () => client.api.jobs.cancel.mutate({ id: job.id }),
    onSuccess: (ended) => {
      onCanceled()
      keepJob(ended)
    },
  })
  const waits = job.status === 'queued'
  const retries = waits && job.attempts > 0
  const words = retries
    ? 'Something went wrong; trying again soon'
    : waits
      ? 'Waiting for its turn'
      : (stages[job.stage] ?? job.stage)
  return (
    <div className={styles.progress}>
      <div className={styles.row}>
        {/* The stage is read out, and not every percent. */}
        <p aria-live="polite">{words}</p>
        {!waits && <p className={styles.percent}>{job.progress} %</p>}
      </div>
      <ProgressBar label="Progress of the render" percent={waits ? null : job.progress} />
      {cancel.error && <Notice tone="problem">{describeError(cancel.error)}</Notice>}
      <Button busy={cancel.isPending} onClick={() => cancel.mutate()}>
        {cancel.isPending ? 'Canceling …' : 'Cancel'}
        <span className="visually-hidden"> the render</span>
      </Button>
    </div>
  )
}
