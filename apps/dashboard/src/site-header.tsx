import type { User } from '@cronicl/client'
import { useState } from 'react'
import { signOut } from './features/auth/session.ts'
import { Brand } from './ui/brand.tsx'
import { Button } from './ui/button.tsx'
import { describeError } from './ui/describe-error.ts'
import { Notice } from './ui/notice.tsx'
import styles from './site-header.module.css'

export function SiteHeader({ user }: { user: User }) {
  const [leaving, setLeaving] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const leave = (): void => {
    setLeaving(true)
    setProblem(null)
    signOut().catch((error: unknown) => {
      setProblem(describeError(error))
      setLeaving(false)
    })
  }
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <h1 className={styles.brand}>
          <Brand />
        </h1>
        <p className={styles.user} title={user.email}>
          <span className="visually-hidden">Signed in as </span>
          {user.name ?? user.email}
        </p>
        <Button onClick={leave} busy={leaving}>
          Sign out
        </Button>
      </div>
      {problem && <Notice tone="problem">You are still signed in. {problem}</Notice>}
    </header>
  )
}
