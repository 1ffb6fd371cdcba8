import type { Issue } from '@cronicl/client'

export type AuthMode = 'sign-in' | 'sign-up'

export interface Entry {
  mode: AuthMode
  email: string
  password: string
}

/** What is plainly missing, told without asking the server, which counts every try. */
export function missingFrom({ mode, email, password }: Entry): Issue[] {
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
