import { CroniclError, type User } from '@cronicl/client'
import { client } from '../../client.ts'
import { type Entry, missingFrom } from './missing-from.ts'

/** Signs in or up. */
export async function enter({ mode, email, password }: Entry): Promise<User> {
  const issues = missingFrom({ mode, email, password })
  if (issues.length > 0) throw new CroniclError('VALIDATION_ERROR', 'Fill in the form.', { details: { issues } })
  return mode === 'sign-up' ? client.auth.register({ email, password }) : client.auth.login({ email, password })
}
