import { z } from 'zod'
import { audio } from './audio.ts'
import { caption } from './caption.ts'
import { color } from './color.ts'
import type { ElementDefinition } from './define-element.ts'
import { image } from './image.ts'
import { text } from './text.ts'
import { video } from './video.ts'

/** Every kind of asset that a clip may show or play. The schema, the type and the compiler all come from this list. */
export const elements = [image, video, audio, text, caption, color] as const

type Schemas<T extends readonly { schema: unknown }[]> = { -readonly [K in keyof T]: T[K]['schema'] }

export const assetSchema = z.discriminatedUnion(
  'type',
  elements.map((element) => element.schema) as Schemas<typeof elements>,
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? `type is one of ${elements.map(({ type }) => `"${type}"`).join(', ')}.`
        : undefined,
  },
)

export type Asset = z.output<typeof assetSchema>

const byType = new Map<string, ElementDefinition>(
  elements.map((element) => [element.type, element as ElementDefinition]),
)

export function elementOf(asset: Asset): ElementDefinition {
  const element = byType.get(asset.type)
  if (!element) throw new TypeError(`no element of type ${asset.type}`)
  return element
}

/** The file that a clip is made of; undefined when it needs none. */
export function sourceOf(asset: Asset): string | undefined {
  return 'src' in asset ? asset.src : undefined
}
