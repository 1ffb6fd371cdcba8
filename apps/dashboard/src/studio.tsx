import type { User } from '@cronicl/client'
import { useEffect, useRef } from 'react'
import { FilmList } from './features/jobs/film-list.tsx'
import { AssetLibrary } from './features/library/asset-library.tsx'
import { Composer } from './features/render/composer.tsx'
import { SelectionBar } from './features/render/selection-bar.tsx'
import { useSelection } from './features/render/use-selection.ts'
import styles from './studio.module.css'
import { SiteHeader } from './site-header.tsx'

/** What a signed-in user works with: the library, the film in the making, and the films. */
export function Studio({ user }: { user: User }) {
  const selection = useSelection()
  const main = useRef<HTMLElement>(null)
  // The sign-in card that held the focus is gone.
  useEffect(() => main.current?.focus(), [])
  return (
    <div className={styles.page}>
      <SiteHeader user={user} />
      <main ref={main} tabIndex={-1} className={styles.main} aria-label="Studio">
        <AssetLibrary selection={selection} />
        <div className={styles.side}>
          <Composer selection={selection} />
          <FilmList />
        </div>
      </main>
      <SelectionBar selection={selection} />
    </div>
  )
}
