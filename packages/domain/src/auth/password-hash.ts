import { hash, verify } from '@node-rs/argon2'
import { limitConcurrency } from './concurrency-limit.ts'

/** OWASP's parameters for argon2id, which is the library's default algorithm. Memory is in KiB. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Each hash holds 19 MiB and a thread of libuv's pool of four, which files and sockets need as well. */
const limited = limitConcurrency({ running: 2, waiting: 200 })

/** The hash of a random password that nobody knows, made with `parameters`. */
const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$1YvVjn/bxwvjm/qrto42Kg$Qgo9PbpwH1QXLGdHgEkK1d82YSiwlpy+UGgzPLUEYfg'

/** Argon2id in PHC form. @throws AppError `RATE_LIMITED` when too many wait for a hash already */
export function hashPassword(password: string): Promise<string> {
  return limited(() => hash(password, parameters))
}

/**
 * Whether `password` is the one that was hashed. Without a hash (no such account, or one without a password) the answer
 * is no and takes as long, so that time tells nothing about accounts.
 * @throws AppError `RATE_LIMITED` when too many wait for a hash already
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await limited(() => verify(passwordHash ?? nobodysHash, password))
  return matches && passwordHash !== null
}
