import { session } from './features/auth/session.ts'
import { SignInPage } from './features/auth/sign-in-page.tsx'
import { Unreachable } from './features/auth/unreachable.tsx'
import { Studio } from './studio.tsx'
import { useStore } from './store.ts'
import { Announcer } from './ui/announcer.tsx'
import { Spinner } from './ui/spinner.tsx'

/** The whole page: who is signed in decides what it shows. */
export function App() {
  const state = useStore(session)
  return (
    <>
      {state.phase === 'resuming' && <Spinner label="Opening Cronicl" page />}
      {state.phase === 'unreachable' && <Unreachable message={state.message} />}
      {state.phase === 'out' && <SignInPage notice={state.notice} />}
      {/* Another user's page starts from nothing. */}
      {state.phase === 'in' && <Studio key={state.user.id} user={state.user} />}
      <Announcer />
    </>
  )
}
