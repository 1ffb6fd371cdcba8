import { expect, test } from 'vitest'
import { z } from 'zod'
import { answerSchema } from './answer-schema.ts'

test('every object is closed and has all of its properties, also inside lists and alternatives', () => {
  const schema = z.object({
    title: z.string().describe('Short'),
    default: z.number().optional(),
    notes: z.array(z.object({ text: z.string().default('') })),
    side: z.union([z.object({ left: z.boolean() }), z.null()]),
  })
  expect(answerSchema('scene', schema)).toEqual({
    name: 'scene',
    schema: {
      type: 'object',
      properties: {
        title: { type: 'string', description: 'Short' },
        default: { type: 'number' },
        notes: {
          type: 'array',
          items: {
            type: 'object',
            properties: { text: { type: 'string' } },
            required: ['text'],
            additionalProperties: false,
          },
        },
        side: {
          anyOf: [
            {
              type: 'object',
              properties: { left: { type: 'boolean' } },
              required: ['left'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
      },
      required: ['title', 'default', 'notes', 'side'],
      additionalProperties: false,
    },
  })
})
