import type { Meta } from '../../context.ts'
import { userProcedure } from '../../trpc.ts'

type Rest = NonNullable<Meta['openapi']>

/** Words with their times make documents long. */
const bodyLimitBytes = 1024 ** 2

/** A procedure of a signed-in user on documents. */
export const renderRoute = (rest: Pick<Rest, 'method' | 'path' | 'summary' | 'successStatus'>) =>
  userProcedure.meta({ openapi: { ...rest, tags: ['renders'], protect: true }, bodyLimitBytes })
