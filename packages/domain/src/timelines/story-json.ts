import { z } from 'zod'

/** An object of a story as it is shown: settings, metadata, fields. What may be put into one is for the inputs to say. */
export const jsonObjectView = z.record(z.string(), z.unknown())
export type JsonObjectView = z.infer<typeof jsonObjectView>
