import { useStore } from '../../store.ts'
import { Button } from '../../ui/button.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import styles from './upload-list.module.css'
import type { UploadItem } from './upload-queue.ts'
import { uploads } from './uploads.ts'

/** What is on its way into the library, and what did not get there. */
export function UploadList() {
  const items = useStore(uploads.items)
  if (items.length === 0) return null
  return (
    <ul className={styles.list} aria-label="Uploads">
      {items.map((item) => (
        <UploadRow key={item.id} item={item} />
      ))}
    </ul>
  )
}

function UploadRow({ item }: { item: UploadItem }) {
  const { id, fileName, state, error, canRetry } = item
  const failed = state === 'failed'
  return (
    <li className={styles.row} data-testid="upload-row" data-state={state}>
      <div className={styles.text}>
        <div className={styles.line}>
          <p className={styles.name}>{fileName}</p>
          {!failed && <p className={styles.state}>{words(item)}</p>}
        </div>
        {failed ? (
          <p className={styles.error} role="alert">
            <span className="visually-hidden">{fileName} was not added. </span>
            {error}
          </p>
        ) : (
          <ProgressBar label={`Upload of ${fileName}`} percent={percentOf(item)} />
        )}
      </div>
      {failed && canRetry && (
        <Button aria-label={`Send ${fileName} again`} onClick={() => uploads.retry(id)}>
          Try again
        </Button>
      )}
      <Button
        look="icon"
        aria-label={`${failed ? 'Dismiss' : 'Cancel'} ${fileName}`}
        onClick={() => uploads.remove(id)}
      >
        <Icon name="close" />
      </Button>
    </li>
  )
}

function percentOf({ state, sentBytes, sizeBytes }: UploadItem): number | null {
  if (state === 'checking') return null
  return Math.min(100, Math.floor((sentBytes / sizeBytes) * 100))
}

function words(item: UploadItem): string {
  if (item.state === 'waiting') return `Waiting · ${formatBytes(item.sizeBytes)}`
  if (item.state === 'checking') return 'Sent; being looked at'
  return `${percentOf(item)} % of ${formatBytes(item.sizeBytes)}`
}
