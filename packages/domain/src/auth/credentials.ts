import { z } from 'zod'
import { isCommonPassword } from './common-passwords.ts'

/**
 * An e-mail address in the form in which accounts are kept: trimmed and lower-cased. It is checked before its case is
 * changed, because some foreign letters turn into ASCII ones (the Kelvin sign into k) and would meet another account.
 */
export const emailAddress = z
  .string()
  .trim()
  .pipe(z.email('Write an e-mail address, as in name@example.com.').max(254).toLowerCase())
  .describe('E-mail address')

/** A password as it was typed, for signing in. */
export const typedPassword = z.string().min(1, 'Write the password.').max(128)

/** A password to be set: taken as it is (spaces and all), 8 to 128 characters, and none of the common ones. */
export const newPassword = z
  .string()
  .min(8, 'Choose a password of at least 8 characters.')
  .max(128, 'Choose a password of at most 128 characters.')
  .refine((password) => !isCommonPassword(password), 'This password is one of the most common. Choose another one.')
  .describe('8 to 128 characters; the most common passwords are refused')
