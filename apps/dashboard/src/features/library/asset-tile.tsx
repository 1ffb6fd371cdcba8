import type { Asset } from '@cronicl/client'
import { memo, useId } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { AssetCover } from './asset-cover.tsx'
import { assetFacts } from './asset-facts.ts'
import styles from './asset-tile.module.css'
import { ProcessingCover } from './processing-cover.tsx'

interface AssetTileProps {
  asset: Asset
  mark: number | 'song' | null
  onToggle(asset: Asset): void
  onOpen(asset: Asset): void
}

/** One asset: a checkbox that looks like what it chooses, and a button that opens it. */
export const AssetTile = memo(function AssetTile({ asset, mark, onToggle, onOpen }: AssetTileProps) {
  const id = useId()
  const isReady = asset.status === 'ready'
  const canChoose = isReady && asset.type !== 'other'
  return (
    <li
      className={styles.tile}
      data-testid="asset-tile"
      data-asset-id={asset.id}
      data-type={asset.type}
      data-status={asset.status}
    >
      <label className={styles.choice}>
        <input
          type="checkbox"
          className={styles.box}
          checked={mark !== null}
          disabled={!canChoose}
          onChange={() => onToggle(asset)}
          aria-labelledby={`${id}-name`}
          aria-describedby={`${id}-facts ${id}-mark`}
        />
        <span className={styles.cover}>
          {isReady ? <AssetCover asset={asset} /> : <ProcessingCover asset={asset} />}
        </span>
        {canChoose && (
          <span className={styles.mark} aria-hidden="true">
            {mark === 'song' ? <Icon name="note" size={15} /> : mark}
          </span>
        )}
        <span className={styles.name} id={`${id}-name`} title={asset.title}>
          {asset.title}
        </span>
        <span className={styles.facts} id={`${id}-facts`}>
          {assetFacts(asset)}
        </span>
        <span className="visually-hidden" id={`${id}-mark`}>
          {mark === 'song' && 'The film’s song'}
          {typeof mark === 'number' && `Number ${mark} in the film`}
        </span>
      </label>
      {isReady && (
        <Button look="icon" className={styles.open} aria-label={`Look at ${asset.title}`} onClick={() => onOpen(asset)}>
          <Icon name="expand" size={16} />
        </Button>
      )}
    </li>
  )
})
