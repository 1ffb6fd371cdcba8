import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { describeError } from '../../ui/describe-error.ts'
import { Notice } from '../../ui/notice.tsx'
import { FilmCard } from './film-card.tsx'
import styles from './film-list.module.css'
import { useRenders } from './use-renders.ts'

/** The films, newest first; one that is being rendered shows how far it is. */
export function FilmList() {
  const list = useRenders()
  const jobs = list.data?.pages.flatMap(({ items }) => items) ?? []
  if (list.isError)
    return (
      <Card title="Films">
        <Notice tone="problem">
          <p>{describeError(list.error)}</p>
          <Button onClick={() => void list.refetch()}>Load again</Button>
        </Notice>
      </Card>
    )
  if (jobs.length === 0) return null
  return (
    <Card title="Films">
      <ul className={styles.list}>
        {jobs.map((job, at) => (
          <li key={job.id}>
            <FilmCard listed={job} isNewest={at === 0} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button className={styles.more} busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Earlier films
        </Button>
      )}
    </Card>
  )
}
