import { z } from 'zod'

/** On everything that was proposed for a stored story. */
export const suggestionIdField = {
  suggestionId: z.string().describe('To be named by the edit that accepts it, or when it is rejected'),
}
