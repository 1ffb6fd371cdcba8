import { z } from 'zod'
import * as limits from '../../limits.ts'
import { jsonObject, jsonPosition, storableName, storableText } from './json-value.ts'

export const storyJsonFormat = 'cronicl-story'
export const storyJsonVersion = 1

const id = z.string().min(1).max(100)
const version = z.int().min(1)
const spanPlace = z.int().min(0)

const spanJson = z
  .strictObject({ start: spanPlace, end: spanPlace })
  .refine(({ start, end }) => start < end, 'must end behind its start')

export const elementJson = {
  kind: z.enum(['script', 'character', 'location', 'theme', 'scene']),
  name: storableName(limits.elementNameMax),
  description: storableText(limits.elementDescriptionMax),
  fields: jsonObject,
}

export const factJson = {
  subject: storableName(limits.factSubjectMax),
  attribute: storableName(limits.factAttributeMax),
  value: storableText(limits.factValueMax).nullable(),
  span: spanJson.nullable(),
}

/** The shape of an exported story: every row with every field, ids as they were where it was exported. */
export const storyJson = z.strictObject({
  format: z.literal(storyJsonFormat),
  formatVersion: z.literal(storyJsonVersion),
  head: z.strictObject({
    title: storableText(limits.storyTitleMax).min(1),
    description: storableText(limits.storyDescriptionMax),
    settings: jsonObject,
    version,
  }),
  nodes: z
    .array(
      z.strictObject({
        id,
        parentId: id.nullable(),
        mergedNodeId: id.nullable(),
        title: storableText(limits.nodeTitleMax),
        content: storableText(limits.nodeContentMax),
        kind: storableName(limits.nodeKindMax),
        position: jsonPosition,
        metadata: jsonObject,
        version,
        trashId: id.nullable(),
      }),
    )
    .max(limits.storyNodesMax),
  branches: z.array(z.strictObject({ id, name: storableName(limits.branchNameMax), headNodeId: id, version })),
  elements: z.array(z.strictObject({ id, ...elementJson, version, trashedAt: z.iso.datetime().nullable() })),
  facts: z.array(z.strictObject({ id, nodeId: id, ...factJson })),
})

export type StoryJson = z.infer<typeof storyJson>
