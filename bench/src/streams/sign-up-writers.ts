import { Client } from 'pg'

/** Access tokens of new accounts on the largest plan: a bench asks for more than the free one has. */
export async function signUpWriters(url: string, databaseUrl: string, count: number): Promise<string[]> {
  const tokens: string[] = []
  for (let i = 0; i < count; i++) tokens.push(await signUp(url, `writer-${crypto.randomUUID()}@example.com`))
  const db = new Client({ connectionString: databaseUrl })
  await db.connect()
  await db.query("UPDATE users SET plan = 'studio'")
  await db.end()
  return tokens
}

async function signUp(url: string, email: string): Promise<string> {
  const response = await fetch(`${url}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'a lantern in the fog', refreshTokenIn: 'body' }),
  })
  if (!response.ok) throw new Error(`${url}/auth/register answered ${response.status}: ${await response.text()}`)
  return ((await response.json()) as { accessToken: string }).accessToken
}
