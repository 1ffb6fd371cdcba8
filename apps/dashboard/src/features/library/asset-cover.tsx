import type { Asset } from '@cronicl/client'
import { useMemo, useState } from 'react'
import { Icon } from '../../ui/icon.tsx'
import styles from './asset-cover.module.css'
import { SoundCover } from './sound-cover.tsx'
import { placeholderOf } from './placeholder-of.ts'

/** What an asset looks like in small: its thumbnail over a blur of it, or a drawing for what has no picture. */
export function AssetCover({ asset, isSmall = false }: { asset: Asset; isSmall?: boolean }) {
  const { thumbnail } = asset.variants
  const blur = useMemo(() => placeholderOf(asset.thumbhash), [asset.thumbhash])
  const [broken, setBroken] = useState<string | null>(null)
  if (asset.type === 'audio') return <SoundCover seed={asset.checksum ?? asset.id} />
  return (
    <span className={styles.cover} style={blur ? { backgroundImage: `url(${blur})` } : undefined}>
      {thumbnail && broken !== thumbnail.url ? (
        <img
          className={styles.picture}
          src={thumbnail.url}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setBroken(thumbnail.url)}
        />
      ) : (
        <Icon name="film" size={isSmall ? 18 : 32} />
      )}
      {asset.type === 'video' && !isSmall && (
        <span className={styles.play}>
          <Icon name="play" size={22} />
        </span>
      )}
    </span>
  )
}
