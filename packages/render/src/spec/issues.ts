import type { Issue } from '@cronicl/core'
import type { z } from 'zod'

/** zod's findings as the house's issues: one for each mistake, an unknown field under its own name. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.flatMap((issue): Issue[] => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key], message: `There is no field "${key}" here.` }))
    }
    return [{ path, message: issue.message }]
  })
}
