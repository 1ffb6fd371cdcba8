import { useEffect, useState } from 'react'
import { countOf } from '../../ui/format.ts'
import styles from './selection-bar.module.css'
import type { Selection } from './use-selection.ts'

const target = 'new-film'

/** On a phone the film in the making is far below the library: while it is, this leads there. */
export function SelectionBar({ selection: { picks, count } }: { selection: Selection }) {
  const isFar = useIsBelow(target)
  if (count === 0 || !isFar) return null
  const shots = picks.shots.length > 0 ? countOf(picks.shots.length, 'shot') : null
  return (
    <nav className={styles.bar} aria-label="Film in the making">
      <p>{[shots, picks.song && 'a song'].filter(Boolean).join(' and ')}</p>
      <a className={styles.go} href={`#${target}`}>
        Make the film
      </a>
    </nav>
  )
}

/** Whether the element with this id begins below what the window shows. */
function useIsBelow(id: string): boolean {
  const [isBelow, setIsBelow] = useState(false)
  useEffect(() => {
    const element = document.getElementById(id)
    if (!element) return undefined
    const observer = new IntersectionObserver(([entry]) => {
      if (entry) setIsBelow(!entry.isIntersecting && entry.boundingClientRect.top > 0)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [id])
  return isBelow
}
