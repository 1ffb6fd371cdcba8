import type { JobDefinition } from './definitions/define-job.ts'
import { mediaIngest } from './definitions/media-ingest.ts'
import { renderFilm } from './definitions/render-film.ts'

/** Every kind of job that the house knows: one line each, and one handler each in apps/worker. */
export const jobDefinitions = [renderFilm, mediaIngest] as const satisfies readonly JobDefinition[]

export type JobName = (typeof jobDefinitions)[number]['name']

/** The definition of jobs of `kind`, or undefined for a kind that no longer exists. */
export function definitionOfKind(kind: string): JobDefinition | undefined {
  return jobDefinitions.find((definition) => definition.kind === kind)
}
