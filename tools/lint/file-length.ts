import { houseRule } from './house-rule.ts'
import { isTest } from './places.ts'

const longest = 250

/** (h) A file is one thing; past 250 lines it is usually two. */
export const fileLength = houseRule('A file holds one thing.', (file) => {
  if (isTest(file.path) || /\/generated\//.test(file.path)) return undefined
  // A final newline makes an empty last line, which is none.
  const length = file.lines.at(-1) === '' ? file.lines.length - 1 : file.lines.length
  return {
    Program(program) {
      if (length > longest)
        file.report(
          program,
          `${length} lines; ${longest} is the limit. Find the second thing in this file and give it a file named after it.`,
        )
    },
  }
})
