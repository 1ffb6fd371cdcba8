import {
  branchNameMax,
  elementDescriptionMax,
  elementNameMax,
  factAttributeMax,
  factSubjectMax,
  factValueMax,
  factsPerNodeMax,
  nodeContentMax,
  nodeKindMax,
  nodeTitleMax,
  storyDescriptionMax,
  storyTitleMax,
  type JsonObject,
} from '@cronicl/core'
import { z } from 'zod'

/** The fields that inputs of edits share. What a text may hold beyond its length, the plans of the edits say. */
export const idInput = z.string().min(1).max(64)

/** The id that every verb on a story takes. */
export const timelineIdInput = { timelineId: idInput }

export const versionInput = z.int().min(1).describe('The version that was read; another one by now is a CONFLICT')

/** Any JSON object; the plans check what is in it. */
const jsonObjectInput = z.record(z.string(), z.unknown())

const settingsInput = z.looseObject({
  language: z.string().max(50).optional().describe('What the story is written in, as in "english": how it is searched'),
})

export const headFields = {
  title: z.string().max(storyTitleMax),
  description: z.string().max(storyDescriptionMax),
  settings: settingsInput,
}

const factInput = z.strictObject({
  subject: z.string().max(factSubjectMax),
  attribute: z.string().max(factAttributeMax),
  value: z.string().max(factValueMax).nullable().describe('Null retracts what was asserted before'),
  span: z
    .strictObject({ start: z.int().min(0), end: z.int().min(1) })
    .nullish()
    .describe("Where in the node's content it comes from, in UTF-16 code units; `end` is not in it"),
})
export const factsInput = z.array(factInput).max(factsPerNodeMax)

export const nodeFields = {
  title: z.string().max(nodeTitleMax),
  content: z.string().max(nodeContentMax),
  kind: z.string().max(nodeKindMax).describe('scene, chapter, choice … as you like'),
  metadata: jsonObjectInput,
}
export const positionInput = z.number().describe('Order among siblings; after the last when it is not given')

/** Of a new node: everything has a default. */
export const nodeDraft = {
  title: nodeFields.title.default(''),
  content: nodeFields.content.optional(),
  kind: nodeFields.kind.optional(),
  metadata: nodeFields.metadata.optional(),
  position: positionInput.optional(),
  facts: factsInput.optional().describe('Asserted at the new node'),
}

export const branchNameInput = z.string().max(branchNameMax)

export const elementFields = {
  name: z.string().max(elementNameMax),
  description: z.string().max(elementDescriptionMax),
  fields: jsonObjectInput,
}

/** An object of an input as the plans take it, who look at every value in it. */
export function asJson(object: Record<string, unknown> | undefined): JsonObject | undefined {
  return object as JsonObject | undefined
}

/** `input` without the fields that are undefined, for those who tell a missing one from an undefined one. */
export function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const fields = Object.entries(input).filter(([, value]) => value !== undefined)
  return Object.fromEntries(fields) as { [K in keyof T]: Exclude<T[K], undefined> }
}
