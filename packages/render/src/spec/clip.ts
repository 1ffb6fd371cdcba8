import { z } from 'zod'
import { assetSchema, elementOf } from '../elements/registry.ts'
import { type ClipField, optionFields, timingFields } from './clip-fields.ts'

/** One thing on a track: what it shows or plays, when, and how. */
export const clipSchema = z.strictObject({ asset: assetSchema, ...timingFields, ...optionFields }).check((ctx) => {
  const clip = ctx.value
  const understood: readonly string[] = elementOf(clip.asset).fields
  for (const field of Object.keys(optionFields) as ClipField[]) {
    if (clip[field] === undefined || understood.includes(field)) continue
    const message = `"${field}" means nothing for a clip of type "${clip.asset.type}"; leave it out.`
    ctx.issues.push({ code: 'custom', input: clip[field], path: [field], message })
  }
})

export type Clip = z.output<typeof clipSchema>
/** A clip as it is sent. */
export type ClipInput = z.input<typeof clipSchema>
