import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RenderHouse, openRenderHouse } from '../testing/open-render-house.ts'
import { createFromTemplate, createFromTemplateInput } from './create-from-template.ts'
import { createRenderTemplate, createRenderTemplateInput } from './create-render-template.ts'
import { deleteRenderTemplate } from './delete-render-template.ts'
import { getRenderTemplate } from './get-render-template.ts'
import { listRenderTemplateVersions } from './list-render-template-versions.ts'
import { listRenderTemplates } from './list-render-templates.ts'
import { updateRenderTemplate } from './update-render-template.ts'

let house: RenderHouse
beforeAll(async () => {
  house = await openRenderHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

type Context = Awaited<ReturnType<RenderHouse['user']>>['ctx']

const card = (text: string, more: object = {}) => ({
  output: { width: 160, height: 90, fps: 25 },
  tracks: [{ clips: [{ asset: { type: 'text', text, fontSize: 12 }, length: '{{ length }}' }] }],
  ...more,
})
const keep = (ctx: Context, document: Record<string, unknown>, name = 'Card') =>
  createRenderTemplate(ctx, createRenderTemplateInput.parse({ name, document }))
const use = (ctx: Context, input: object) => createFromTemplate(ctx, createFromTemplateInput.parse(input))
const issuesOf = (started: Promise<unknown>): Promise<unknown> =>
  started.then(
    () => 'it started',
    (error: { details?: { issues?: unknown } }) => error.details?.issues,
  )

test('every change of a template is a version, and each of them can be read', async () => {
  const { ctx } = await house.user()
  const first = await keep(ctx, card('Hello {{name}}'))
  expect(first).toMatchObject({ name: 'Card', description: '', version: 1, fields: ['name', 'length'] })
  house.clock.advance(1_000)
  const renamed = await updateRenderTemplate(ctx, { id: first.id, version: 1, name: 'Greeting' })
  expect(renamed).toMatchObject({ version: 2, name: 'Greeting', document: first.document })
  const changed = await updateRenderTemplate(ctx, { id: first.id, version: 2, document: card('Bye {{who}}') })
  expect(changed).toMatchObject({ version: 3, name: 'Greeting', fields: ['who', 'length'] })
  expect(changed.updatedAt > first.updatedAt).toBe(true)

  expect(await getRenderTemplate(ctx, { id: first.id })).toEqual(changed)
  expect(await getRenderTemplate(ctx, { id: first.id, version: 1 })).toEqual(first)
  const { items, nextCursor } = await listRenderTemplateVersions(ctx, { id: first.id, limit: 2 })
  expect(items).toMatchObject([
    { version: 3, name: 'Greeting' },
    { version: 2, name: 'Greeting' },
  ])
  const rest = await listRenderTemplateVersions(ctx, { id: first.id, limit: 2, cursor: nextCursor as string })
  expect(rest).toMatchObject({ items: [{ version: 1, name: 'Card' }], nextCursor: null })
  await expect(getRenderTemplate(ctx, { id: first.id, version: 4 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('who changes what another has changed meanwhile is told, and of two at once one wins', async () => {
  const { ctx } = await house.user()
  const { id } = await keep(ctx, card('a'))
  const attempts = ['b', 'c'].map((name) => updateRenderTemplate(ctx, { id, version: 1, name }))
  const ended = await Promise.allSettled(attempts)
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const lost = ended.find((one) => one.status === 'rejected')?.reason as unknown
  expect(lost).toMatchObject({ code: 'CONFLICT', details: { current: { id, version: 2 } } })
  expect((await getRenderTemplate(ctx, { id })).version).toBe(2)
})

test("another user's template is not found, whatever is done to it", async () => {
  const [{ ctx }, other] = [await house.user(), await house.user()]
  const { id } = await keep(ctx, card('a'))
  for (const attempt of [
    () => getRenderTemplate(other.ctx, { id }),
    () => updateRenderTemplate(other.ctx, { id, version: 1, name: 'mine' }),
    () => deleteRenderTemplate(other.ctx, { id }),
    () => listRenderTemplateVersions(other.ctx, { id, limit: 5 }),
    () => use(other.ctx, { templateId: id, merge: { length: 1 } }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await listRenderTemplates(other.ctx, { limit: 5 })).items).toEqual([])
  expect(await getRenderTemplate(ctx, { id })).toMatchObject({ name: 'Card', version: 1 })
})

test('templates are listed without their documents, newest first, and deleted with all versions', async () => {
  const { ctx, userId } = await house.user()
  const names = ['one', 'two', 'three']
  for (const name of names) await keep(ctx, card('a'), name)
  const first = await listRenderTemplates(ctx, { limit: 2 })
  expect(first.items.map(({ name }) => name)).toEqual(['three', 'two'])
  expect(first.items[0]).not.toHaveProperty('document')
  const second = await listRenderTemplates(ctx, { limit: 2, cursor: first.nextCursor as string })
  expect(second.items.map(({ name }) => name)).toEqual(['one'])
  const id = first.items[0]?.id as string
  expect(await deleteRenderTemplate(ctx, { id })).toEqual({ id })
  expect(await house.db.renderTemplateVersion.count({ where: { templateId: id } })).toBe(0)
  expect(await house.db.renderTemplate.count({ where: { userId } })).toBe(2)
})

test('a film is started from a template with its placeholders filled, numbers as numbers', async () => {
  const { ctx } = await house.user()
  const { id } = await keep(ctx, card('Hello {{name}}', { merge: [{ find: 'name', replace: 'nobody' }] }))
  const started = await use(ctx, { templateId: id, merge: { length: 2, name: '{{length}} $&' } })
  expect(started).toMatchObject({ status: 'queued', estimate: { durationMs: 2_000, frames: 50 } })
  const { input } = await house.db.job.findUniqueOrThrow({ where: { id: started.jobId as string } })
  expect(input).toMatchObject({
    tracks: [{ clips: [{ length: '{{ length }}' }] }],
    merge: [
      { find: 'length', replace: 2 },
      { find: 'name', replace: '{{length}} $&' },
    ],
  })
  expect(await use(ctx, { templateId: id, merge: { length: 3 }, commit: false })).toMatchObject({
    jobId: null,
    estimate: { durationMs: 3_000 },
  })
})

test('an old version is rendered as it was', async () => {
  const { ctx } = await house.user()
  const { id } = await keep(ctx, card('a'))
  await updateRenderTemplate(ctx, { id, version: 1, document: card('{{other}}') })
  const priced = { templateId: id, merge: { length: 2 }, commit: false }
  expect(await use(ctx, { ...priced, version: 1 })).toMatchObject({ estimate: { durationMs: 2_000 } })
  expect(await issuesOf(use(ctx, priced))).toEqual([
    { path: ['tracks', 0, 'clips', 0, 'asset', 'text'], message: 'There is no merge field "other".' },
  ])
})

test('names that the template does not know, and values that do not fit, are told at their paths', async () => {
  const { ctx, userId } = await house.user()
  const { id } = await keep(ctx, card('{{name}}'))
  expect(await issuesOf(use(ctx, { templateId: id, merge: { nmae: 'x', length: 1 } }))).toEqual([
    { path: ['merge', 'nmae'], message: 'The template has no placeholder "nmae".' },
  ])
  expect(await issuesOf(use(ctx, { templateId: id, merge: { name: 'x', length: -1 } }))).toMatchObject([
    { path: ['tracks', 0, 'clips', 0, 'length'] },
  ])
  expect(await house.db.job.count({ where: { userId } })).toBe(0)
})

test('a document that cannot be kept is refused at its path, not lost or half kept', async () => {
  const { ctx } = await house.user()
  let deep: unknown = 'x'
  for (let i = 0; i < 20_000; i++) deep = [deep]
  expect(await issuesOf(keep(ctx, { tracks: deep }))).toMatchObject([{ message: 'This is nested too deeply.' }])
  expect(await issuesOf(keep(ctx, { tracks: ['a\u0000b'] }))).toMatchObject([{ path: ['tracks', 0] }])
  expect(await issuesOf(keep(ctx, { tracks: ['\ud800'] }))).toMatchObject([{ path: ['tracks', 0] }])
  expect((await listRenderTemplates(ctx, { limit: 5 })).items).toEqual([])
})
