import { client } from '../../client.ts'
import { announce } from '../../ui/announcer.tsx'
import { countOf } from '../../ui/format.ts'
import { session } from '../auth/session.ts'
import { UploadQueue } from './upload-queue.ts'
import { showAsset } from './use-assets.ts'

/** The page's uploads. They go on whatever is on the screen, and end with the user's session. */
export const uploads = new UploadQueue({
  upload: client.upload,
  onAsset: showAsset,
  onIdle: (arrived) => announce(`${countOf(arrived, 'file')} added to the library.`),
})

let owner: string | null = null

session.subscribe(() => {
  const state = session.get()
  const next = state.phase === 'in' ? state.user.id : null
  if (next !== owner) uploads.clear()
  owner = next
})

// The browser asks before it throws running uploads away.
window.addEventListener('beforeunload', (event) => {
  if (uploads.isBusy) event.preventDefault()
})
