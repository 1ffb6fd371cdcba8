import type { JobDefinition } from './definitions/define-job.ts'
import { generateImage } from './definitions/generate-image.ts'
import { generateVideo } from './definitions/generate-video.ts'
import { mediaIngest } from './definitions/media-ingest.ts'
import { renderFilm } from './definitions/render-film.ts'

/** Every kind of job that the house knows: one line each here, and one handler each in apps/worker. */
export const jobs = register({
  'render-film': renderFilm,
  'media-ingest': mediaIngest,
  'generate-image': generateImage,
  'generate-video': generateVideo,
})

export type JobName = keyof typeof jobs

export const jobDefinitions: readonly JobDefinition<JobName>[] = Object.values(jobs)

/** The definition of jobs of `kind`, or undefined for a kind that no longer exists. */
export function definitionOfKind(kind: string): JobDefinition<JobName> | undefined {
  return jobDefinitions.find((definition) => definition.kind === kind)
}

/** Holds the compiler to it that a definition stands under its own name. */
function register<Definitions extends { [Name in keyof Definitions]: JobDefinition<Name & string> }>(
  definitions: Definitions,
): Definitions {
  return definitions
}
