import { AppError, type Issue } from '../../errors.ts'

/** A place in a file. Both count from 1; columns in UTF-16 code units. */
export interface TextPlace {
  line: number
  column: number
}

/** VALIDATION_ERROR about one place of an imported text, said in the message and again in `details`. */
export function textError(place: TextPlace, message: string): AppError {
  const { line, column } = place
  const text = `Line ${line}, column ${column}: ${message}`
  const issues: Issue[] = [{ path: ['text'], message: text }]
  return new AppError('VALIDATION_ERROR', text, { details: { issues, line, column } })
}

/** Where `offset` is in `text`, whose lines end in \n. */
export function placeAt(text: string, offset: number): TextPlace {
  let line = 1
  let start = 0
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    line++
    start = end + 1
  }
  return { line, column: offset - start + 1 }
}

/** A number as people write it: 10,000. */
export function counted(count: number): string {
  return count.toLocaleString('en-US')
}
