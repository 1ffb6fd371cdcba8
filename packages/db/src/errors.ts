import { Prisma } from './generated/client.ts'

/** https://www.prisma.io/docs/orm/reference/error-reference */
const codes = { uniqueViolation: 'P2002', notFound: 'P2025', writeConflict: 'P2034', foreignKey: 'P2003' } as const

/** Whether Prisma refused or lost a statement for the named reason. */
export function isDatabaseError(error: unknown, reason: keyof typeof codes): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === codes[reason]
}
