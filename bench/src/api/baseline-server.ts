// A process of its own: Fastify and `pg` with nothing around them, the least that could answer. Started by start-server.ts.
import { fastify } from 'fastify'
import pg from 'pg'

const [url] = process.argv.slice(2)
if (!url) throw new Error('give the database’s address')
// As many connections as the API may hold.
const pool = new pg.Pool({ connectionString: url, max: 10 })
const app = fastify()

app.get('/version', async () => ({ name: 'cronicl', apiVersion: '1' }))

const byKey = {
  name: 'user-by-key',
  text: 'SELECT id, email, name, role, created_at AS "createdAt" FROM users WHERE id = $1',
}
app.get<{ Params: { id: string } }>('/users/:id', (request) =>
  pool.query({ ...byKey, values: [request.params.id] }).then(({ rows }) => rows[0] as object),
)

const stop = (): void => void app.close().then(() => pool.end())
process.once('SIGTERM', stop)
process.once('disconnect', () => process.exit(0))
process.send?.({ listening: await app.listen({ port: 0, host: '127.0.0.1' }) })
