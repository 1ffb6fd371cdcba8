// Prints .env.example, made from the schema of the environment: `node packages/runtime/src/env-example.ts > .env.example`.
import { z } from 'zod'
import { envSchema } from './env.ts'

interface Variable {
  description?: string
  default?: unknown
}

const { properties = {}, required = [] } = z.toJSONSchema(envSchema, { io: 'input', unrepresentable: 'any' }) as {
  properties?: Record<string, Variable>
  required?: string[]
}
const lines = Object.entries(properties).map(([name, { description, default: value }]) => {
  const words = [description, required.includes(name) ? '(required without `npm start`)' : ''].filter(Boolean).join(' ')
  const shown = value === undefined || (Array.isArray(value) && value.length === 0) ? '' : `${value as string | number}`
  return `${words ? `# ${words}\n` : ''}${shown ? `${name}=${shown}` : `# ${name}=`}\n`
})
process.stdout.write(
  `# Made from packages/runtime/src/env.ts. \`npm start\` needs none of these.\n\n${lines.join('\n')}`,
)
