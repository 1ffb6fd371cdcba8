import { countOf } from '../../ui/format.ts'
import styles from './selection-bar.module.css'
import type { Selection } from './use-selection.ts'

/** On a phone the film in the making is far below the library: this leads there. */
export function SelectionBar({ selection: { picks, count } }: { selection: Selection }) {
  if (count === 0) return null
  const shots = picks.shots.length > 0 ? countOf(picks.shots.length, 'shot') : null
  return (
    <nav className={styles.bar} aria-label="Film in the making">
      <p>{[shots, picks.song && 'a song'].filter(Boolean).join(' and ')} chosen</p>
      <a className={styles.go} href="#new-film">
        Make the film
      </a>
    </nav>
  )
}
