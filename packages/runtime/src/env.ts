import { isAbsolute, join, resolve } from 'node:path'
import { plansInput } from '@cronicl/domain'
import { outboundEnv } from '@cronicl/outbound'
import { providersConfigIssues, providersEnv } from '@cronicl/providers'
import { storageEnv } from '@cronicl/storage'
import { z } from 'zod'

/** A list in one variable: `a, b` → ['a', 'b']. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)
const integer = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().min(min).max(max))
/** JSON in one variable. */
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' })
    return z.NEVER
  }
})
const secret = z.string().min(32, 'must have at least 32 characters')

/** Every variable that the house reads, with its default: one line each. `.env.example` is made from it. */
export const envSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('`production` makes cookies secure and logs plain JSON'),
  PORT: integer(0, 65_535).prefault('3000').describe('Port of the API; 0 takes a free one'),
  HOST: z.string().default('127.0.0.1').describe('Address the API listens on; 0.0.0.0 in a container'),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe('Address that browsers reach the API at; without it the one that it listens on'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
    .describe('Postgres, by a session connection. `npm start` brings its own when this is not set'),
  DATABASE_POOL: integer(2, 100).prefault('10').describe('Connections that one process may hold'),
  JWT_SECRET: secret.describe(
    'Signs access tokens and file URLs; at least 32 random characters. `npm start` makes one when this is not set',
  ),
  JWT_SECRET_PREVIOUS: secret.optional().describe('The secret before this one; its tokens stay good until they expire'),
  CORS_ORIGINS: list.default([]).describe('Origins of other frontends, separated by commas'),
  TRUST_PROXY: integer(0, 10).prefault('0').describe('How many proxies stand before the API and set X-Forwarded-For'),
  CRONICL_HOME: z
    .string()
    .default('.cronicl')
    .transform((path) => (isAbsolute(path) ? path : resolve(join(import.meta.dirname, '../../..'), path)))
    .describe('Folder of the embedded state'),
  SHUTDOWN_GRACE_SECONDS: integer(0, 20)
    .prefault('15')
    .describe('How long jobs in hand may go on after SIGTERM before they are handed back'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  FFMPEG_PATH: z.string().optional().describe('ffmpeg, when it is not on PATH'),
  FFPROBE_PATH: z.string().optional().describe('ffprobe, when it is not on PATH'),
  FFMPEG_CGROUP: z
    .string()
    .optional()
    .describe('Folder of the cgroup tree that was handed to the house; the memory of FFmpeg is bounded in it'),
  MAX_UPLOAD_MIB: integer(1, 1_048_576).prefault('5120').describe('Largest file that may be uploaded'),
  RENDER_MAX_SECONDS: integer(1, 10_800).prefault('300').describe('Longest film that is rendered'),
  RENDER_LONGFORM_MAX_SECONDS: integer(1, 10_800)
    .prefault('10800')
    .describe('The same for the mode longform: a few backgrounds in a round under a list of sounds'),
  RENDER_CACHE_MIB: integer(0, 1_048_576)
    .prefault('2048')
    .describe(
      'What encoded parts of films may take on the disk, so that a render that changes little costs little; 0 keeps none',
    ),
  RENDER_MICRO_USD_PER_MINUTE: integer(0, 1_000_000_000)
    .prefault('10000')
    .describe('What a minute of finished film is metered at; 1,000,000 is one US dollar'),
  RENDER_CONCURRENCY: integer(1, 64)
    .optional()
    .describe('Renders at a time in one worker; without it one for each processor'),
  IMAGE_CONCURRENCY: integer(1, 64)
    .optional()
    .describe('Pictures by AI that one worker waits for at a time; 3 without it'),
  VIDEO_CONCURRENCY: integer(1, 64)
    .optional()
    .describe('Films by AI that one worker waits for at a time; 1 without it'),
  PLAN_LIMITS: json
    .pipe(plansInput)
    .prefault('{}')
    .describe(
      'What differs from the built-in limits of free, creator and studio, as JSON: {"free":{"requests":{"day":100},"spend":{"month":null}}}; spend in micro-USD, null is unlimited, 0 is blocked',
    ),
  ...providersEnv,
  ...storageEnv,
  ...outboundEnv,
})

export type Env = Readonly<z.infer<typeof envSchema>>

/** The environment as the house understands it, or a list of every mistake in it. Empty variables count as not set. */
export function parseEnv(
  source: Record<string, string | undefined>,
): { ok: true; env: Env } | { ok: false; problems: string[] } {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = envSchema.safeParse(given)
  if (parsed.success) {
    const problems = providersConfigIssues(parsed.data).map((issue) => issue.message)
    return problems.length > 0 ? { ok: false, problems } : { ok: true, env: Object.freeze(parsed.data) }
  }
  return {
    ok: false,
    problems: parsed.error.issues.map(
      (issue) => `${issue.path.join('.')}: ${issue.code === 'invalid_type' ? 'is not set' : issue.message}`,
    ),
  }
}

/** The process's own environment, read once. Prints every mistake together and ends the process when there is one. */
export function loadEnv(): Env {
  const parsed = parseEnv(process.env)
  if (parsed.ok) return parsed.env
  process.stderr.write(
    `The environment is not right:\n${parsed.problems.map((problem) => `  ${problem}\n`).join('')}See .env.example; \`npm start\` needs none of them.\n`,
  )
  return process.exit(78)
}
