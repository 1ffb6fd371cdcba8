import { type ReactNode, useId } from 'react'
import styles from './card.module.css'

interface CardProps {
  title: string
  /** Stands at the right of the title. */
  aside?: ReactNode
  id?: string
  children: ReactNode
}

/** A region of the page with a heading. */
export function Card({ title, aside, id, children }: CardProps) {
  const headingId = useId()
  return (
    <section className={styles.card} id={id} aria-labelledby={headingId}>
      <div className={styles.head}>
        <h2 id={headingId}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
