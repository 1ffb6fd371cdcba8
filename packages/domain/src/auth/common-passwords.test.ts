import { expect, test } from 'vitest'
import { isCommonPassword } from './common-passwords.ts'

test.each([
  'password',
  'PASSWORD',
  'Password1',
  'p@ssw0rd',
  'Passw0rd!',
  'password2024',
  'sunshine',
  'iloveyou',
  'Welcome1!',
  'dragon12',
  'trustno1',
  'Cronicl2026',
])('a favourite is refused: %s', (password) => expect(isCommonPassword(password)).toBe(true))

test.each([
  '12345678',
  '87654321',
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'abcdefgh',
  '1qaz2wsx',
  'aaaaaaaa',
  '12121212',
  'abcabcabc',
  'testtest',
])('a run of keys or a repetition is refused: %s', (password) => expect(isCommonPassword(password)).toBe(true))

test.each([
  'correct horse battery',
  'password of the owl',
  'mydragonflies',
  'x9!kfLm2qq',
  'dragon84721',
  'grüße-aus-köln',
  '🦊🐻🐼🦁🐯🐨🐸🐵',
])('what is merely simple passes: %s', (password) => expect(isCommonPassword(password)).toBe(false))
