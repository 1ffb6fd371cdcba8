import { type ChaosConfig, type Fixture, LLMock } from '@copilotkit/aimock'

type Schema = Record<string, unknown>

export interface UpstreamCall {
  status: number
  body: string
}

/** An OpenAI-compatible server that nobody here wrote, answering any schema; it keeps a journal of what it was asked. */
export interface TextUpstream extends AsyncDisposable {
  /** What OPENAI_BASE_URL is set to. */
  baseUrl: string
  /** Every text request since `forget`, in order. */
  calls(): UpstreamCall[]
  forget(): void
  /** What happens to every request from now on: nothing, when empty. */
  misbehave(how: Misbehaviour): void
}

export interface Misbehaviour {
  chaos?: ChaosConfig
  /** How answers stream: cut off in the middle, slow, … */
  stream?: Pick<Fixture, 'truncateAfterChunks' | 'disconnectAfterMs' | 'streamingProfile' | 'chunkSize' | 'latency'>
  /** In place of an answer in the asked shape. */
  content?: (isRepair: boolean) => string | null
}

export async function startTextUpstream(): Promise<TextUpstream> {
  const server = new LLMock({ port: 0, journalMaxEntries: 0 })
  const misbehave = ({ chaos = {}, stream = {}, content }: Misbehaviour): void => {
    server.clearFixtures()
    server.setChaos(chaos)
    server.on(
      { endpoint: 'chat' },
      (request) => {
        const isRepair = request.messages.some(({ role }) => role === 'assistant')
        const format = request.response_format as { json_schema?: { schema: Schema } } | undefined
        const said = JSON.stringify(request.messages)
        const answer = format?.json_schema ? JSON.stringify(fill(format.json_schema.schema, said)) : prose(said)
        return { content: content?.(isRepair) ?? answer, model: request.model }
      },
      { chunkSize: 20, ...stream },
    )
  }
  misbehave({})
  await server.start()
  return {
    baseUrl: `${server.url}/v1`,
    calls: () =>
      server
        .getRequests()
        .filter(({ path }) => path.startsWith('/v1/chat/completions'))
        .map(({ response, body }) => ({ status: response.status, body: JSON.stringify(body) })),
    forget: () => server.clearRequests(),
    misbehave,
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** A value of the schema; strings differ from one another and from call to call. */
function fill(schema: Schema, said: string, path = 'answer'): unknown {
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  if (Array.isArray(schema.anyOf)) return fill(schema.anyOf[0] as Schema, said, path)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object') {
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
    return Object.fromEntries(properties.map(([name, inner]) => [name, fill(inner, said, `${path} ${name}`)]))
  }
  if (type === 'array') {
    const length = Number(schema.minItems ?? 1)
    return Array.from({ length }, (_, i) => fill(schema.items as Schema, said, `${path} ${i}`))
  }
  if (type === 'string') return `${path}, as ${said.length} letters ask for it`
  return type === 'boolean' ? false : 0
}

function prose(said: string): string {
  return `Of ${said.length} letters, a tale. `.repeat(40)
}
