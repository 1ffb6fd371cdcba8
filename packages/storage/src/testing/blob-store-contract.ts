import { afterAll, beforeAll, describe } from 'vitest'
import { testLinks } from './blob-link-contract.ts'
import { testReads } from './blob-read-contract.ts'
import { BlobStoreContext, type BlobStoreHarness } from './blob-store-context.ts'
import { testWrites } from './blob-write-contract.ts'

/** What every BlobStore promises; signed links are followed by real HTTP. */
export function describeBlobStore(kind: string, make: () => Promise<BlobStoreHarness>): void {
  // The large bodies take seconds where the machine is busy.
  describe(`BlobStore: ${kind}`, { timeout: 60_000 }, () => {
    const context = new BlobStoreContext(make)
    beforeAll(async () => await context.open())
    afterAll(async () => await context.close())
    testReads(context)
    testWrites(context)
    testLinks(context)
  })
}
