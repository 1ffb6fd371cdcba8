import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { resumeSession } from './session.ts'
import styles from './sign-in-page.module.css'

/** Nobody can tell whether somebody is signed in: the server does not answer. */
export function Unreachable({ message }: { message: string }) {
  return (
    <main className={styles.alone}>
      <h1>Cronicl cannot be reached</h1>
      <Notice tone="problem">{message}</Notice>
      <Button look="primary" onClick={() => void resumeSession()}>
        Try again
      </Button>
    </main>
  )
}
