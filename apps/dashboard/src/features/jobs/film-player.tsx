import type { Job } from '@cronicl/client'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../client.ts'
import { formatBytes, formatDuration, formatUsd } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import styles from './film-player.module.css'

/** A finished film: to be played, and to be kept. */
export function FilmPlayer({ job, isNewest }: { job: Job; isNewest: boolean }) {
  const [film] = job.outputs
  const { data: asset } = useQuery({
    queryKey: ['asset', film?.assetId],
    queryFn: ({ signal }) => client.api.media.get.query({ id: film?.assetId ?? '' }, { signal }),
    enabled: film !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!film) return <p>The film is no longer in the library.</p>
  const size = asset?.sizeBytes
  const facts = [
    film.durationMs !== null && formatDuration(film.durationMs),
    `${film.widthPx} × ${film.heightPx}`,
    size !== undefined && formatBytes(size),
    formatUsd(job.costMicroUsd),
  ]
  return (
    <div className={styles.player}>
      {/* What users make has no captions yet. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <video
        className={styles.film}
        data-testid="film-video"
        src={film.url}
        poster={asset?.variants.poster?.url}
        width={film.widthPx ?? undefined}
        height={film.heightPx ?? undefined}
        controls
        playsInline
        preload={isNewest ? 'metadata' : 'none'}
        aria-label="The film"
      />
      <div className={styles.foot}>
        <p className={styles.facts}>{facts.filter(Boolean).join(' · ')}</p>
        <a className={styles.download} href={film.url} download={`cronicl-${job.createdAt.slice(0, 10)}.mp4`}>
          <Icon name="download" size={18} />
          Download
        </a>
      </div>
      {job.warnings.length > 0 && (
        <details className={styles.facts}>
          <summary>Remarks</summary>
          <ul>
            {job.warnings.map(({ path, message }) => (
              <li key={path.join('.')}>{message}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
