import { houseRule } from './house-rule.ts'

const doors = /^packages\/[^/]+\/src\/(testing\/)?index\.ts$|^apps\/worker\/src\/handlers\/index\.ts$/
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
/** The name of a file or folder that ends in such a word; `common-passwords` says something. */
const emptyWord = /(^|[-/])(utils?|helpers?|common|misc)([./]|$)/
const generated = /\/(generated|dist|\.types)\//

/** (g) A file is named after its one main export; `index.ts` stands at a package's door only. */
export const fileNames = houseRule('File names are kebab-case, after the main export of the file.', (file) => {
  if (generated.test(file.path)) return undefined
  const name = file.path.slice(file.path.lastIndexOf('/') + 1)
  return {
    Program(program) {
      if (!kebabCase.test(name))
        file.report(
          program,
          `File names are kebab-case, after the file’s main export: rename ${name} (dashboard components too).`,
        )
      if (/^index\.[cm]?[jt]sx?$/.test(name) && !doors.test(file.path))
        file.report(
          program,
          'index.ts stands at a package’s door only (src/index.ts, src/testing/index.ts): name this file after its main export.',
        )
      if (emptyWord.test(file.path))
        file.report(
          program,
          'A name like utils, helpers, common or misc says nothing: name the file after what it does, and split it when that is two things.',
        )
    },
  }
})
