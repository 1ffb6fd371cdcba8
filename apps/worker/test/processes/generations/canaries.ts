import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, Prisma } from '@cronicl/db'

const hook = (words: string): string => `whsec_${Buffer.from(words).toString('base64')}`

/** Every secret of a house's environment, each a word that stands nowhere else. */
export const canaries = {
  JWT_SECRET: 'canary-jwt-Yb1sVq7eR0tKd3uWz5xN-current',
  JWT_SECRET_PREVIOUS: 'canary-jwt-Yb1sVq7eR0tKd3uWz5xN-previous',
  REPLICATE_API_TOKEN: 'r8_canaryReplicateQ7eR0tKd3uWz5',
  REPLICATE_WEBHOOK_SECRET: hook('canary of hooks at replicate'),
  RUNWAY_API_KEY: 'key_canaryRunwayQ7eR0tKd3uWz5',
  GEMINI_API_KEY: 'AIzaCanaryGeminiQ7eR0tKd3uWz5',
  GEMINI_WEBHOOK_SECRET: hook('canary of hooks at gemini...'),
  OPENAI_API_KEY: 'sk-canaryOpenaiQ7eR0tKd3uWz5',
  OPENAI_WEBHOOK_SECRET: hook('canary of hooks at openai...'),
} as const

/** What the stand-ins write into their refusals, as providers do that quote the key that they were sent. */
const quoted = ['r8_quoted_key', 'key_quoted', 'AIza_quoted', 'sk-quoted']

/** Each canary as it is, as its bytes in base64 and hex, and what a webhook secret stands for. */
const needles: readonly { name: string; text: string }[] = [
  ...Object.entries(canaries).flatMap(([name, secret]) => spellings(secret).map((text) => ({ name, text }))),
  ...quoted.map((text) => ({ name: text, text })),
]

function spellings(secret: string): string[] {
  const bare = secret.replace(/^whsec_/, '')
  const meant = bare === secret ? secret : Buffer.from(bare, 'base64').toString()
  const bytes = Buffer.from(meant)
  return [...new Set([bare, meant, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex')])]
}

/** The canaries that stand in a text. */
export function canariesIn(text: string): string[] {
  return [...new Set(needles.filter((needle) => text.includes(needle.text)).map(({ name }) => name))]
}

export interface Searched {
  /** How much was looked through. */
  count: number
  /** `where: canary` of each that was found. */
  found: string[]
}

/** Every column of every table, the queue's included. */
export async function searchTables(db: Database): Promise<Searched> {
  const tables = await db.$queryRaw<{ schema: string; name: string }[]>`
    SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`
  const searched: Searched = { count: 0, found: [] }
  for (const { schema, name } of tables) {
    const rows = await db.$queryRaw<{ row: string }[]>(
      Prisma.sql`SELECT to_jsonb(t)::text AS row FROM ${Prisma.raw(`"${schema}"."${name}"`)} AS t`,
    )
    searched.count += rows.length
    for (const { row } of rows) searched.found.push(...canariesIn(row).map((canary) => `${schema}.${name}: ${canary}`))
  }
  return searched
}

/** Every file below a folder, byte by byte. */
export async function searchFiles(dir: string): Promise<Searched> {
  const searched: Searched = { count: 0, found: [] }
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const text = await readFile(join(entry.parentPath, entry.name), 'latin1')
    searched.count++
    searched.found.push(...canariesIn(text).map((canary) => `${entry.name}: ${canary}`))
  }
  return searched
}

export function searchTexts(texts: readonly string[]): Searched {
  const found = texts.flatMap((text) => canariesIn(text).map((canary) => `${text.slice(0, 80)}: ${canary}`))
  return { count: texts.length, found }
}
