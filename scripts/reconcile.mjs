// `npm run reconcile`: adds up the books of all users (ledger, reservations, library) and tells where they do not agree.
// Ends with 1 on any drift. On the database of DATABASE_URL, else on the embedded one, whether Cronicl is running or not.
import { systemClock } from '../packages/core/src/time.ts'
import { createDatabase } from '../packages/db/src/client.ts'
import { reconcile } from '../packages/domain/src/usage/reconcile.ts'
import { openBooks } from './reconcile/open-books.mjs'
import { reportLines } from './reconcile/report-lines.mjs'

const silent = () => {}
const log = { debug: silent, info: silent, warn: silent, error: silent, child: () => log }

const books = await openBooks(process.env)
if (books === null) {
  console.log('There are no books yet: Cronicl has not been started here.')
} else {
  const db = createDatabase(books.url)
  try {
    const found = await reconcile({ db, clock: systemClock, log })
    console.log(reportLines(found).join('\n'))
    process.exitCode = found.drifts.length > 0 ? 1 : 0
  } finally {
    await db.$disconnect()
    await books.close()
  }
}
