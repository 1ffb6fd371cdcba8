import { useState } from 'react'
import { Brand } from '../../ui/brand.tsx'
import { Notice } from '../../ui/notice.tsx'
import { AuthForm } from './auth-form.tsx'
import type { AuthMode } from './missing-from.ts'
import { wasHereBefore } from './session.ts'
import styles from './sign-in-page.module.css'

/** What a visitor sees: what this is, and one card to sign in or sign up. */
export function SignInPage({ notice }: { notice: string | null }) {
  const [mode, setMode] = useState<AuthMode>(wasHereBefore() ? 'sign-in' : 'sign-up')
  return (
    <div className={styles.page}>
      <header className={styles.pitch}>
        <h1>
          <Brand />
        </h1>
        <p className={styles.promise}>Your pictures and a song, told as a film.</p>
        <ol className={styles.steps}>
          <li>Drop your pictures, videos and music.</li>
          <li>Choose them in the order of your story.</li>
          <li>Render, watch, download.</li>
        </ol>
      </header>
      <main className={styles.side}>
        {notice && <Notice tone="info">{notice}</Notice>}
        {/* The other mode is another form: what was wrong in this one is not wrong there. */}
        <AuthForm key={mode} mode={mode} onSwitch={setMode} />
      </main>
    </div>
  )
}
