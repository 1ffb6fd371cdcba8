import { createDatabase, transact } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import { expect, test } from 'vitest'
import { generateImage } from '../definitions/generate-image.ts'
import { createSender } from './create-sender.ts'
import { installQueue } from './install-queue.ts'

test('the first message of a process needs no connection beside its transaction’s own', async () => {
  await using database = await createTestDatabase()
  await installQueue(database.url, [generateImage])
  const db = createDatabase(database.url, { maxConnections: 1 })
  try {
    const sender = createSender(db)
    const send = () => transact(db, (tx) => sender.within(tx)(generateImage, { jobId: 'job_1', attemptBase: 0 }))
    expect(await Promise.all([send(), send()])).toHaveLength(2)
  } finally {
    await db.$disconnect()
  }
})
