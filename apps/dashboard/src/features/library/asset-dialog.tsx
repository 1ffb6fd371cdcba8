import type { Asset } from '@cronicl/client'
import { useEffect, useId, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { formatBytes, formatWhen } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import styles from './asset-dialog.module.css'
import { assetFacts } from './asset-facts.ts'

interface AssetDialogProps {
  asset: Asset
  /** Must stay the same function. */
  onClose(): void
}

/** An asset in large: looked at, played or listened to. Escape, the button and a click beside it close it. */
export function AssetDialog({ asset, onClose }: AssetDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => dialog.current?.showModal(), [])
  return (
    // A click beside the dialog meets the dialog itself; the keyboard has Escape, which the browser sees to.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className={styles.inner}>
        <div className={styles.head}>
          <h2 id={titleId}>{asset.title}</h2>
          <Button look="icon" aria-label="Close" onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </Button>
        </div>
        <Exhibit asset={asset} />
        <p className={styles.facts}>
          {assetFacts(asset)} · {formatBytes(asset.sizeBytes)} · added {formatWhen(asset.createdAt)}
        </p>
      </div>
    </dialog>
  )
}

/* Users' own files have no captions or descriptions yet; the title names them. */
/* oxlint-disable jsx-a11y/media-has-caption */
function Exhibit({ asset: { type, title, variants } }: { asset: Asset }) {
  const src = variants.original?.url
  if (type === 'audio')
    return <audio className={styles.sound} src={src} controls preload="metadata" aria-label={title} />
  if (type === 'video')
    return (
      <video
        className={styles.exhibit}
        src={src}
        poster={variants.poster?.url}
        controls
        playsInline
        preload="metadata"
        aria-label={title}
      />
    )
  return <img className={styles.exhibit} src={variants.preview?.url ?? src} alt={title} />
}
