import {
  elementDescriptionMax,
  elementNameMax,
  factAttributeMax,
  factSubjectMax,
  factValueMax,
  jsonBytesMax,
  nodeContentMax,
  nodeTitleMax,
} from '@cronicl/core'
import { z } from 'zod'
import { elementKind } from '../timelines/element-view.ts'
import { creatorProfileInput } from './profile/profile-fields.ts'

export const systemPromptMax = 5_000
export const promptMax = 10_000
export const pathNodesMax = 2_000
const canonFactsMax = 500
const pinnedElementsMax = 20

/** Fields of every procedure that calls a model. */
export const modelFields = {
  provider: z.string().min(1).max(64).optional().describe('Else the configured one'),
  model: z.string().min(1).max(128).optional().describe("Else the provider's default"),
  seed: z.int().min(0).max(2_147_483_647).optional(),
  temperature: z.number().min(0).max(2).optional(),
  maxOutputTokens: z.int().min(16).max(128_000).optional().describe('Longest answer, thinking included'),
}

export const idempotencyField = {
  idempotencyKey: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('The same key with the same input gives the same answer, and is paid once'),
}

const factInput = z.strictObject({
  subject: z.string().min(1).max(factSubjectMax),
  attribute: z.string().min(1).max(factAttributeMax),
  value: z.string().max(factValueMax),
})
export const canonInput = z.array(factInput).max(canonFactsMax)

export const pathInput = z
  .array(
    z.strictObject({
      id: z.string().max(64).optional(),
      title: z.string().max(nodeTitleMax).default(''),
      content: z.string().max(nodeContentMax),
    }),
  )
  .describe('Root to current')

export const activePathInput = pathInput.min(1).max(pathNodesMax)

const elementInput = z.strictObject({
  kind: elementKind,
  name: z.string().min(1).max(elementNameMax),
  description: z.string().max(elementDescriptionMax).default(''),
  fields: z
    .record(z.string().max(200), z.unknown())
    .refine(
      (fields) => Buffer.byteLength(JSON.stringify(fields)) <= jsonBytesMax,
      `at most ${jsonBytesMax} bytes of JSON`,
    )
    .default({}),
  pinned: z.boolean().default(false).describe('Sent whether the path names it or not'),
})

const rejectedInput = z
  .array(z.strictObject({ title: z.string().max(nodeTitleMax), content: z.string().max(nodeContentMax).optional() }))
  .max(100)
  .describe('Proposals that the user has turned down; they do not come back')

/** Fields of every procedure about a story, whether it is stored or not. */
const storyFields = {
  ...modelFields,
  ...idempotencyField,
  systemPrompt: z.string().max(systemPromptMax).optional().describe("The frontend's own instructions"),
  creatorProfile: creatorProfileInput.optional().describe("Else the caller's stored one"),
  prompt: z.string().max(promptMax).optional().describe("The user's wish for this answer"),
  rejected: rejectedInput.optional(),
}

/** Fields of a procedure that is sent its story. */
export const statelessFields = {
  ...storyFields,
  activePath: activePathInput,
  branchCanon: canonInput.default([]).describe('What holds at the current node'),
  elements: z.array(elementInput).max(500).default([]).describe('The story bible; what the path names is sent'),
}

const id = z.string().min(1).max(64)

/** Fields of a procedure that loads its story. */
export const timelineFields = {
  ...storyFields,
  timelineId: id,
  nodeId: id,
  pinnedElementIds: z.array(id).max(pinnedElementsMax).default([]),
}

const modelObject = z.strictObject(modelFields)
const storyObject = z.strictObject(storyFields)
const statelessObject = z.strictObject(statelessFields)
const timelineObject = z.strictObject(timelineFields)
export type ModelChoice = z.infer<typeof modelObject>
export type StoryOptions = z.infer<typeof storyObject>
export type StatelessInput = z.infer<typeof statelessObject>
export type TimelineInput = z.infer<typeof timelineObject>
