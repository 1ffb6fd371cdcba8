import { useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import styles from './drop-zone.module.css'
import type { Dropped } from './dropped-files.ts'
import { uploads } from './uploads.ts'
import { usePageDrop } from './use-page-drop.ts'

const accept = 'image/*,video/*,audio/*,.mkv,.avif,.flac,.opus'

function take({ files, folders }: Dropped): void {
  uploads.add(files)
  for (const name of folders) uploads.refuse(name, 'A folder cannot be added. Open it and drop its files.')
}

/** Takes files by drag and drop, anywhere on the page, and by a button. Large while the library is empty. */
export function DropZone({ isLarge }: { isLarge: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  const dragging = usePageDrop(take)
  const choose = (): void => {
    const field = input.current
    if (!field) return
    take({ files: [...(field.files ?? [])], folders: [] })
    // Choosing the same file once more is a change again.
    field.value = ''
  }
  return (
    <div className={styles.zone} data-large={isLarge || undefined} data-dragging={dragging || undefined}>
      <span className={styles.sign}>
        <Icon name="upload" size={isLarge ? 32 : 22} />
      </span>
      <div className={styles.words}>
        <p className={styles.lead}>{isLarge ? 'Add pictures, videos and a song' : 'Add more'}</p>
        <p className={styles.kinds}>
          <span className={styles.drag}>Drop files anywhere on this page.</span>
          JPEG, PNG, WebP, AVIF · MP4, MOV, WebM · MP3, M4A, WAV, FLAC
        </p>
      </div>
      <Button look={isLarge ? 'primary' : 'plain'} onClick={() => input.current?.click()}>
        Choose files
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        accept={accept}
        hidden
        aria-label="Files to add to the library"
        data-testid="file-input"
        onChange={choose}
      />
      {dragging && (
        <div className={styles.veil} aria-hidden="true">
          <p>
            <Icon name="upload" size={40} />
            Let go to add to your library
          </p>
        </div>
      )}
    </div>
  )
}
