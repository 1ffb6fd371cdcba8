import type { z } from 'zod'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import type { Picture, Placement, Size } from '../plan/timeline.ts'
import type { ClipField, ClipOptions } from '../spec/clip-fields.ts'

export type AssetSchema = z.ZodObject<{ type: z.ZodLiteral<string> }, z.core.$strict>

/** A clip as an element sees it: its own asset, and the options that it named. */
export interface ClipOf<S extends AssetSchema> extends ClipOptions {
  asset: z.output<S>
}

export interface CompileContext {
  film: Size
  /** Facts of the source; null for elements without one. */
  facts: MediaFacts | null
}

/** A picture that is there for a part of its clip, counted from the beginning of the source. */
export interface TimedPicture {
  fromUs: number
  toUs: number
  picture: Picture
  placement: Placement
}

/** What a clip shows and what it sounds like. The plan adds when. */
export interface Compiled {
  /** One after another, in place of `picture`. */
  pictures?: readonly TimedPicture[]
  picture?: { picture: Picture; placement: Placement }
  sound?: { src: string; gain: number; isMono: boolean }
}

/** One kind of asset: its fields, the options of a clip that it understands, and what it becomes. All of it is pure. */
export interface ElementDefinition<S extends AssetSchema = AssetSchema> {
  readonly type: z.output<S>['type']
  readonly schema: S
  readonly fields: readonly ClipField[]
  /** The kind of file that `src` must be, for elements that have one. */
  readonly media?: 'image' | 'video' | 'audio' | 'caption'
  /** Why this file cannot be used, in words for the user; null when it can. */
  refuse?(facts: MediaFacts): string | null
  /** The source's own length in microseconds; null when it has none. Without it a clip lasts 5 s. */
  ownLengthUs?(asset: z.output<S>, facts: MediaFacts | null): number | null
  /** What does not fit the film, in words for the user; null when all does. */
  objection?(clip: ClipOf<S>, context: CompileContext): string | null
  compile(clip: ClipOf<S>, context: CompileContext): Compiled
}

/** Declares a render element. Add it to `registry.ts`, and a golden fixture. */
export function defineElement<const S extends AssetSchema>(definition: ElementDefinition<S>): ElementDefinition<S> {
  return definition
}
