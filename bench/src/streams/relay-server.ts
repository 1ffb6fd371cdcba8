import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { Pool } from 'pg'

/**
 * The plainest relay that asks its database once before it calls a model: no sign-in, no checks, no money. Arguments: the
 * model's address and the database's. Its own address is sent to the parent as soon as it listens.
 */
const [modelUrl = '', databaseUrl = ''] = process.argv.slice(2)
const pool = new Pool({ connectionString: databaseUrl, max: 10 })

async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  await pool.query({ name: 'allowed', text: 'SELECT 1' })
  const answer = await fetch(`${modelUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer a key for benchmarks' },
    body: Buffer.concat(parts),
  })
  response.writeHead(answer.status, { 'content-type': 'text/event-stream' })
  if (answer.body) Readable.fromWeb(answer.body).pipe(response)
}

const server = createServer((request, response) => void relay(request, response))
server.listen(0, '127.0.0.1', () => {
  process.send?.({ listening: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
process.on('SIGTERM', () => process.exit(0))
