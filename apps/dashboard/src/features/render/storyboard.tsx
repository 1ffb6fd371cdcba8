import type { Asset } from '@cronicl/client'
import { useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { AssetCover } from '../library/asset-cover.tsx'
import { assetFacts } from '../library/asset-facts.ts'
import styles from './storyboard.module.css'
import type { Selection } from './use-selection.ts'

/** The chosen shots in their order, which can be changed here, and the song. */
export function Storyboard({ selection }: { selection: Selection }) {
  const { shots, song } = selection.picks
  return (
    <div className={styles.board}>
      {shots.length > 0 && (
        <ol className={styles.shots} aria-label="Shots in the order of the film">
          {shots.map((shot, at) => (
            <Shot key={shot.id} shot={shot} at={at} count={shots.length} selection={selection} />
          ))}
        </ol>
      )}
      {song && (
        <div className={styles.shot} role="group" aria-label="Song">
          <span className={styles.number}>
            <Icon name="note" size={16} />
          </span>
          <Label asset={song} />
          <Remove asset={song} selection={selection} />
        </div>
      )}
    </div>
  )
}

interface ShotProps {
  shot: Asset
  at: number
  count: number
  selection: Selection
}

function Shot({ shot, at, count, selection }: ShotProps) {
  const row = useRef<HTMLLIElement>(null)
  const move = (by: -1 | 1): void => {
    selection.move(shot.id, by)
    // A button that has reached the end is disabled and would lose the focus.
    if (at + by === 0 || at + by === count - 1)
      row.current?.querySelector<HTMLButtonElement>(by < 0 ? '[data-move="1"]' : '[data-move="-1"]')?.focus()
  }
  return (
    <li ref={row} className={styles.shot}>
      <span className={styles.number}>{at + 1}</span>
      <Label asset={shot} />
      <Button
        look="icon"
        data-move={-1}
        aria-label={`Move ${shot.title} earlier`}
        disabled={at === 0}
        onClick={() => move(-1)}
      >
        <Icon name="up" size={18} />
      </Button>
      <Button
        look="icon"
        data-move={1}
        aria-label={`Move ${shot.title} later`}
        disabled={at === count - 1}
        onClick={() => move(1)}
      >
        <Icon name="down" size={18} />
      </Button>
      <Remove asset={shot} selection={selection} />
    </li>
  )
}

function Label({ asset }: { asset: Asset }) {
  return (
    <>
      <span className={styles.thumb}>
        <AssetCover asset={asset} isSmall />
      </span>
      <span className={styles.text}>
        <span className={styles.name}>{asset.title}</span>
        <span className={styles.facts}>{assetFacts(asset)}</span>
      </span>
    </>
  )
}

function Remove({ asset, selection }: { asset: Asset; selection: Selection }) {
  return (
    <Button look="icon" aria-label={`Take ${asset.title} out`} onClick={() => selection.toggle(asset)}>
      <Icon name="close" size={18} />
    </Button>
  )
}
