import { AppError } from '../../../errors.ts'

/** The AppError that `act` throws; an error of another kind, and none, fail the test. */
export function refusal(act: () => unknown): AppError {
  try {
    act()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('Nothing was refused.')
}
