import styles from './brand.module.css'

/** The mark and the name. */
export function Brand() {
  return (
    <span className={styles.brand}>
      <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" className={styles.ground} />
        <path d="M22.5 11.2a8 8 0 1 0 0 9.6" className={styles.ring} />
        <path d="m14.4 12.2 6 3.8-6 3.8z" className={styles.play} />
      </svg>
      Cronicl
    </span>
  )
}
