import { CroniclError, type Issue, type User } from '@cronicl/client'
import { client } from '../../client.ts'

export type AuthMode = 'sign-in' | 'sign-up'

interface Entry {
  mode: AuthMode
  email: string
  password: string
}

/** Signs in or up. What is plainly missing is told without asking the server, which counts every try. */
export async function enter({ mode, email, password }: Entry): Promise<User> {
  const issues = missing({ mode, email, password })
  if (issues.length > 0) throw new CroniclError('VALIDATION_ERROR', 'Fill in the form.', { details: { issues } })
  return mode === 'sign-up' ? client.auth.register({ email, password }) : client.auth.login({ email, password })
}

export function missing({ mode, email, password }: Entry): Issue[] {
  const issues: Issue[] = []
  if (!/\S@\S/.test(email))
    issues.push({ path: ['email'], message: 'Write your e-mail address, as in name@example.com.' })
  if (password === '') issues.push({ path: ['password'], message: 'Write your password.' })
  else if (mode === 'sign-up' && password.length < 8)
    issues.push({
      path: ['password'],
      message: `Choose a password of at least 8 characters; this one has ${password.length}.`,
    })
  return issues
}
