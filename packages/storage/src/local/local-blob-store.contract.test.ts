import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualClock } from '@cronicl/core'
import { describeBlobStore } from '../testing/blob-store-contract.ts'
import { serveLocalFiles } from '../testing/serve-local-files.ts'
import { createLocalBlobStore } from './local-blob-store.ts'

describeBlobStore('local disk', async () => {
  const root = await mkdtemp(join(tmpdir(), 'cronicl-local-'))
  const clock = manualClock()
  let url = ''
  const store = createLocalBlobStore({ root, publicUrl: () => url, secret: 's'.repeat(32), clock })
  const server = await serveLocalFiles(store, clock)
  url = server.url
  return {
    store,
    advance: (ms) => clock.advance(ms),
    close: async () => {
      await store.close()
      await server.close()
      await rm(root, { recursive: true })
    },
  }
})
