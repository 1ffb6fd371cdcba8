import type { ReactNode } from 'react'
import styles from './notice.module.css'

interface NoticeProps {
  tone: 'problem' | 'info'
  children: ReactNode
}

/** Something that went wrong, or that is good to know. A problem is read out at once. */
export function Notice({ tone, children }: NoticeProps) {
  return (
    <div className={[styles.notice, styles[tone]].join(' ')} role={tone === 'problem' ? 'alert' : undefined}>
      {children}
    </div>
  )
}
