import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
// @boundaries-ignore the compiler that the repository is checked with
import { localTool } from '../../scripts/steps/local-tool.mjs'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** The TypeScript of a Markdown text: its ts blocks in order, one program. */
export interface DocProgram {
  /** Each line stands where it stands in the text, so that errors name the right one. */
  source: string
  /** What the text says that it prints: `console.log(place) // → Rome`. */
  prints: string[]
}

export function readDocProgram(markdown: string): DocProgram {
  let isCode = false
  const lines = markdown.split('\n').map((line) => {
    if (line.startsWith('```')) {
      isCode = !isCode && line === '```ts'
      return ''
    }
    return isCode ? line : ''
  })
  return {
    source: lines.join('\n'),
    prints: lines.flatMap((line) => / \/\/ → (.*)$/.exec(line)?.slice(1) ?? []),
  }
}

/** A folder in which a program finds what a project of its own would have: the client and the types of Node. */
export async function projectFolder(path: string): Promise<void> {
  const links = { '@cronicl/client': 'packages/client', '@types/node': 'node_modules/@types/node' }
  for (const [name, target] of Object.entries(links)) {
    const link = join(path, 'node_modules', name)
    await mkdir(join(link, '..'), { recursive: true })
    await symlink(join(root, target), link, 'junction')
  }
  const compilerOptions = { strict: true, noEmit: true, target: 'es2024', module: 'nodenext', types: ['node'] }
  await writeFile(join(path, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  await writeFile(join(path, 'package.json'), JSON.stringify({ type: 'module' }))
}

/** What the compiler has to say about the programs of a folder; empty when they are right. */
export async function typeErrors(path: string): Promise<string> {
  const [node, tsc] = localTool('tsc', 'typescript')
  return run(node, [tsc, '-p', '.'], { cwd: path }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  )
}

/** Runs a program of the folder and returns the lines that it printed. Rejects with what it said when it fails. */
export async function runProgram(path: string, file: string): Promise<string[]> {
  const { stdout } = await run(process.execPath, [file], { cwd: path })
  return stdout.split('\n')
}

export async function readText(name: string): Promise<string> {
  return readFile(join(root, name), 'utf8')
}
