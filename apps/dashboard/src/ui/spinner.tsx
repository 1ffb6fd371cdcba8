import styles from './spinner.module.css'

/** For a wait whose length nobody knows. `page` puts it in the middle of the window. */
export function Spinner({ label, page = false }: { label: string; page?: boolean }) {
  return (
    <div className={page ? styles.page : styles.inline} role="status">
      <span className={styles.ring} aria-hidden="true" />
      <span className={page ? 'visually-hidden' : undefined}>{label}</span>
    </div>
  )
}
