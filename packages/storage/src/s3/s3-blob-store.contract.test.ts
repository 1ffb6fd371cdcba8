import { manualClock } from '@cronicl/core'
import { describeBlobStore } from '../testing/blob-store-contract.ts'
import { startS3Server } from '../testing/s3-server.ts'
import { createS3BlobStore } from './s3-blob-store.ts'

describeBlobStore('S3', async () => {
  const clock = manualClock()
  const server = await startS3Server({ clock })
  const store = createS3BlobStore({ ...server, forcePathStyle: true, clock, listPageSize: 3 })
  return {
    store,
    advance: (ms) => clock.advance(ms),
    close: async () => {
      await store.close()
      await server.close()
    },
  }
})
