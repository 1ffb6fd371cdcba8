import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type DocProgram,
  projectFolder,
  readDocProgram,
  readText,
  runProgram,
  typeErrors,
} from './testing/doc-program.ts'
import { type MediaFolder, mediaFolder } from './testing/media.ts'
import { type TestStack, startTestStack } from './testing/test-stack.ts'

const guides = readdirSync(join(import.meta.dirname, '../docs/guides')).map((name) => `docs/guides/${name}`)
const programs = new Map<string, DocProgram>()
const fileOf = (name: string): string => `${name.replaceAll('/', '-')}.ts`

let stack: TestStack
let folder: MediaFolder
beforeAll(async () => {
  ;[stack, folder] = await Promise.all([startTestStack(), mediaFolder()])
  await projectFolder(folder.path)
  // What the README's first program uploads.
  await folder.picture('photo.jpg', 'navy')
  for (const name of ['README.md', ...guides]) {
    const program = readDocProgram(await readText(name))
    programs.set(name, program)
    const source = program.source.replaceAll('http://localhost:3000', stack.url)
    await writeFile(join(folder.path, fileOf(name)), source)
  }
})
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]()
  await folder?.[Symbol.asyncDispose]()
})

test('every program in the README and the guides is right TypeScript for who has the client alone', async () => {
  expect(await typeErrors(folder.path)).toBe('')
})

test.each(['README.md', ...guides])('the program in %s runs, and prints what it says', async (name) => {
  const { prints = [] } = programs.get(name) ?? {}
  expect(prints).not.toEqual([])
  const printed = await runProgram(folder.path, fileOf(name))
  expect(printed.filter((line) => prints.includes(line))).toEqual(prints)
})
