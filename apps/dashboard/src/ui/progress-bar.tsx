import styles from './progress-bar.module.css'

interface ProgressBarProps {
  label: string
  /** From 0 to 100; null while nobody can tell. */
  percent: number | null
}

export function ProgressBar({ label, percent }: ProgressBarProps) {
  return (
    <progress className={styles.bar} aria-label={label} max={100} {...(percent === null ? {} : { value: percent })}>
      {percent === null ? '' : `${percent} %`}
    </progress>
  )
}
