import type { Database } from '@cronicl/db'

/** The API as seen from outside, with a record of every word that it said. */
export interface House {
  url: string
  heard: string[]
}

export interface Person {
  userId: string
  token: string
}

export interface Answer {
  status: number
  body: Record<string, unknown>
}

export async function ask(
  house: House,
  method: 'GET' | 'POST',
  path: string,
  more: { token?: string; body?: object } = {},
): Promise<Answer> {
  const headers = {
    ...(more.body ? { 'content-type': 'application/json' } : {}),
    ...(more.token ? { authorization: `Bearer ${more.token}` } : {}),
  }
  const response = await fetch(house.url + path, {
    method,
    headers,
    ...(more.body ? { body: JSON.stringify(more.body) } : {}),
  })
  const text = await response.text()
  if (text.includes('There is nothing at ')) throw new Error(text)
  const said = [...response.headers].map(([name, value]) => `${name}: ${value}`)
  house.heard.push([`${method} ${path} ${response.status}`, ...said, '', text].join('\n'))
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} }
}

let people = 0

/** Somebody who has signed up and whom nothing limits. */
export async function signUp(house: House, db: Database): Promise<Person> {
  const email = `person-${process.pid}-${++people}@example.com`
  const body = { email, password: 'a lantern in the fog' }
  const { body: signedIn, status } = await ask(house, 'POST', '/auth/register', { body })
  if (status >= 300) throw new Error(`nobody could sign up: ${status} ${JSON.stringify(signedIn)}`)
  const { id: userId } = await db.user.update({ where: { email }, data: { plan: 'studio' }, select: { id: true } })
  return { userId, token: String(signedIn['accessToken']) }
}
