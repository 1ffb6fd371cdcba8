import { describeError } from '../../ui/describe-error.ts'
import { formatDuration, formatUsd } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import styles from './estimate-line.module.css'
import { type DocumentIssue, tellIssue } from './tell-issue.ts'
import type { FilmDocument } from './plan-film.ts'
import type { Picks } from './selection.ts'
import type { useEstimate } from './use-estimate.ts'

interface EstimateLineProps {
  document: FilmDocument | null
  picks: Picks
  estimate: ReturnType<typeof useEstimate>
}

/** How long the film is and what it costs, or why it cannot be rendered. */
export function EstimateLine({ document, picks, estimate: { data, error, isOld } }: EstimateLineProps) {
  if (!document) return <p className={styles.missing}>Choose a picture or a video to go with the sound.</p>
  if (error) return <Notice tone="problem">There is no estimate. {describeError(error)}</Notice>
  if (!data) return <p className={styles.line}>Estimating …</p>
  if (!data.valid || !data.estimate)
    return (
      <Notice tone="problem">
        <p>This film cannot be rendered:</p>
        <Issues issues={data.issues} picks={picks} />
      </Notice>
    )
  const { durationMs, costMicroUsd } = data.estimate
  return (
    <>
      <dl className={styles.line} data-testid="estimate" data-old={isOld || undefined}>
        <div>
          <dt>Length</dt>
          <dd>{formatDuration(durationMs)}</dd>
        </div>
        <div>
          <dt>Cost</dt>
          <dd>{formatUsd(costMicroUsd)}</dd>
        </div>
      </dl>
      {data.warnings.length > 0 && (
        <Notice tone="info">
          <Issues issues={data.warnings} picks={picks} />
        </Notice>
      )}
    </>
  )
}

function Issues({ issues, picks }: { issues: readonly DocumentIssue[]; picks: Picks }) {
  return (
    <ul className={styles.issues}>
      {issues.slice(0, 5).map((issue) => (
        <li key={`${issue.path.join('.')} ${issue.message}`}>{tellIssue(issue, picks)}</li>
      ))}
      {issues.length > 5 && <li>… and {issues.length - 5} more</li>}
    </ul>
  )
}
