import { type CroniclClient, createClient } from '@cronicl/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { procedures, questions, writeStory } from './testing/ask-everything.ts'
import { type TestStack, startTestStack } from './testing/test-stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
})
afterAll(() => stack?.[Symbol.asyncDispose]())

/** A story whose canon parts after its second node. */
async function forkedStory({ api }: CroniclClient) {
  const { id: timelineId, mainBranch } = await api.timelines.create.mutate({
    title: 'The lighthouse',
    settings: { language: 'english' },
  })
  const begin = await api.timelines.createNode.mutate({
    timelineId,
    branchId: mainBranch.id,
    title: 'The island',
    content: 'Mara keeps a light that nobody pays for.',
    facts: [{ subject: 'Mara', attribute: 'occupation', value: 'keeper' }],
  })
  const other = await api.timelines.createBranch.mutate({ timelineId, name: 'wreck', nodeId: begin.id })
  const grow = (branchId: string, title: string, value: string) =>
    api.timelines.createNode.mutate({
      timelineId,
      branchId,
      title,
      content: `${title} came over the water.`,
      facts: [{ subject: 'mara', attribute: 'Occupation', value }],
    })
  return {
    timelineId,
    begin,
    main: { branchId: mainBranch.id, head: await grow(mainBranch.id, 'The storm', 'captain') },
    other: { branchId: other.id, head: await grow(other.id, 'The wreck', 'ghost') },
  }
}

test('canon follows the path: what one branch says, another does not hear, and a merge writes what is chosen', async () => {
  const client = await stack.signUp()
  const { api } = client
  const { timelineId, begin, main, other } = await forkedStory(client)
  const occupationAt = async (nodeId: string) =>
    (await api.timelines.canonAt.query({ timelineId, nodeId })).facts.map(({ value }) => value)
  expect(await occupationAt(begin.id)).toEqual(['keeper'])
  expect(await occupationAt(main.head.id)).toEqual(['captain'])
  expect(await occupationAt(other.head.id)).toEqual(['ghost'])

  const [branchA, branchB] = [main.branchId, other.branchId]
  const { forkNodeId, conflicts } = await api.timelines.canonDiff.query({ timelineId, branchA, branchB })
  expect(forkNodeId).toBe(begin.id)
  expect(conflicts).toMatchObject([{ base: 'keeper', left: { value: 'captain' }, right: { value: 'ghost' } }])

  const proposal = await api.ai.mergeProposeFromTimeline.mutate({
    timelineId,
    fromBranchId: branchB,
    intoBranchId: branchA,
  })
  const merged = await api.timelines.mergeBranches.mutate({
    timelineId,
    fromBranchId: branchB,
    intoBranchId: branchA,
    ...proposal.node,
    facts: [{ subject: 'Mara', attribute: 'occupation', value: 'captain of a ghost ship' }],
  })
  expect(merged).toMatchObject({ parentId: main.head.id, mergedNodeId: other.head.id })
  expect(await occupationAt(merged.id)).toEqual(['captain of a ghost ship'])
  await api.timelines.undo.mutate({ timelineId })
  const { items } = await api.timelines.listBranches.query({ timelineId })
  expect(items.find(({ id }) => id === branchA)?.headNodeId).toBe(main.head.id)
})

test('a suggestion becomes part of the story only by the user, and a rejected one does not come back', async () => {
  const client = await stack.signUp()
  const { api } = client
  const { timelineId, main } = await forkedStory(client)
  const at = { timelineId, nodeId: main.head.id, count: 3 }
  const { ghostNodes, usage } = await api.ai.suggestFromTimeline.mutate(at)
  expect(usage).toMatchObject({ provider: 'sandbox', costMicroUsd: 0 })
  const [accepted, rejected] = ghostNodes
  if (!accepted || !rejected) throw new Error('there were not three suggestions')
  const { suggestionId, title, content, facts } = accepted
  const node = await api.timelines.createNode.mutate({
    timelineId,
    parentId: main.head.id,
    suggestionId,
    title,
    content,
    facts,
  })
  await api.timelines.rejectSuggestion.mutate({ timelineId, suggestionId: rejected.suggestionId })
  const { items } = await api.timelines.listSuggestions.query({ timelineId })
  expect(items.find(({ id }) => id === suggestionId)).toMatchObject({ status: 'accepted', acceptedNodeId: node.id })
  const again = await api.ai.suggestFromTimeline.mutate(at)
  expect(again.ghostNodes.map((ghost) => ghost.content)).not.toContain(rejected.content)
})

test('of two who edit the same node, the second is told what stands there now', async () => {
  const first = await stack.signUp()
  const { timelineId, begin } = await forkedStory(first)
  const { email } = await first.api.auth.me.query({})
  const second = createClient({ url: stack.url })
  await second.auth.login({ email, password: 'a lantern in the fog' })
  const edit = { timelineId, nodeId: begin.id, version: begin.version }
  await first.api.timelines.updateNode.mutate({ ...edit, title: 'The rock' })
  await expect(second.api.timelines.updateNode.mutate({ ...edit, title: 'The reef' })).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { current: { id: begin.id, title: 'The rock', version: begin.version + 1 } },
  })
})

test('a story is found by its words, goes out as Twee and comes back', async () => {
  const client = await stack.signUp()
  const { api } = client
  const { timelineId } = await forkedStory(client)
  const { items } = await api.timelines.search.query({ query: 'storms' })
  expect(items).toMatchObject([
    {
      type: 'node',
      title: [
        { text: 'The ', match: false },
        { text: 'storm', match: true },
      ],
    },
  ])
  const { text, filename } = await api.timelines.exportTimeline.query({ timelineId, format: 'twee' })
  expect(filename).toMatch(/\.twee$/)
  const copy = await api.timelines.importTimeline.mutate({ format: 'twee', text })
  const outline = async (id: string) =>
    (await api.timelines.tree.query({ timelineId: id })).items.map(({ title, depth }) => `${depth} ${title}`).sort()
  expect(await outline(copy.id)).toEqual(await outline(timelineId))
  await expect(
    api.timelines.importTimeline.mutate({ format: 'twee', text: ':: Start\nHello\n:: Broken [tag\nHi' }),
  ).rejects.toMatchObject({ code: 'VALIDATION_ERROR', details: { line: 3 } })
})

test('with no key at all every AI procedure answers, and the same for the same', async () => {
  const client = await stack.signUp()
  const ask = questions(client, await writeStory(client, 'heron'))
  const plain = (answer: object): string =>
    JSON.stringify(answer, (name, value: unknown) => (name === 'suggestionId' ? undefined : value))
  for (const name of procedures) expect([name, plain(await ask[name]())]).toEqual([name, plain(await ask[name]())])
})

test('text is read as it is written', async () => {
  const { api } = await stack.signUp()
  const deltas: string[] = []
  let whole = ''
  for await (const event of api.ai.generateTextStream.subscribe({ prompt: 'A lighthouse in the fog.' })) {
    if (event.type === 'delta') deltas.push(event.text)
    else whole = event.text
  }
  expect(deltas.length).toBeGreaterThan(5)
  expect(deltas.join('')).toBe(whole)
})
