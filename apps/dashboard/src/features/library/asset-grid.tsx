import type { Asset } from '@cronicl/client'
import { useCallback, useState } from 'react'
import type { Selection } from '../render/use-selection.ts'
import { AssetDialog } from './asset-dialog.tsx'
import styles from './asset-grid.module.css'
import { AssetTile } from './asset-tile.tsx'
import { moveFocus } from './grid-keys.ts'

/** The assets as tiles. Arrow keys move between them, the space bar chooses. */
export function AssetGrid({ assets, selection }: { assets: readonly Asset[]; selection: Selection }) {
  const [opened, setOpened] = useState<Asset | null>(null)
  const close = useCallback(() => setOpened(null), [])
  const { picks, toggle } = selection
  return (
    <>
      {/* The keys are a shortcut; every tile can be reached by Tab as well. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul className={styles.grid} aria-label="Assets" onKeyDown={moveFocus}>
        {assets.map((asset) => (
          <AssetTile
            key={asset.id}
            asset={asset}
            mark={markOf(asset, picks.shots, picks.song)}
            onToggle={toggle}
            onOpen={setOpened}
          />
        ))}
      </ul>
      {opened && <AssetDialog asset={opened} onClose={close} />}
    </>
  )
}

/** The number of a chosen picture in the film, `song` for the chosen sound, null for what is not chosen. */
function markOf(asset: Asset, shots: readonly Asset[], song: Asset | null): number | 'song' | null {
  if (song?.id === asset.id) return 'song'
  const at = shots.findIndex(({ id }) => id === asset.id)
  return at < 0 ? null : at + 1
}
