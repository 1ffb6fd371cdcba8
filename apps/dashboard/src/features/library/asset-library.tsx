import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { describeError } from '../../ui/describe-error.ts'
import { Notice } from '../../ui/notice.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import type { Selection } from '../render/use-selection.ts'
import { AssetGrid } from './asset-grid.tsx'
import styles from './asset-library.module.css'
import { DropZone } from './drop-zone.tsx'
import { FilterBar } from './filter-bar.tsx'
import { UploadList } from './upload-list.tsx'
import { type AssetFilter, useAssets } from './use-assets.ts'

const nothing = {
  image: 'There are no pictures in your library yet.',
  video: 'There are no videos in your library yet.',
  audio: 'There is no sound in your library yet.',
} as const

/** Everything that the user has brought or made, and the way to bring more. */
export function AssetLibrary({ selection }: { selection: Selection }) {
  const [filter, setFilter] = useState<AssetFilter>('all')
  const list = useAssets(filter)
  const assets = list.data?.pages.flatMap(({ items }) => items) ?? []
  const isEmpty = list.isSuccess && assets.length === 0
  const isNew = isEmpty && filter === 'all'
  return (
    <Card title="Library" aside={!isNew && <FilterBar value={filter} onChange={setFilter} />}>
      <DropZone isLarge={isNew} />
      <UploadList />
      {list.isPending && <Spinner label="Loading your library" />}
      {list.isError && (
        <Notice tone="problem">
          <p>{describeError(list.error)}</p>
          <Button onClick={() => void list.refetch()}>Load again</Button>
        </Notice>
      )}
      {isEmpty && filter !== 'all' && <p className={styles.empty}>{nothing[filter]}</p>}
      {assets.length > 0 && <AssetGrid assets={assets} selection={selection} />}
      {list.hasNextPage && (
        <Button className={styles.more} busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Load more
        </Button>
      )}
    </Card>
  )
}
