// The rules of the house as a plugin of oxlint (.oxlintrc.json names it). One file a rule; each has its good and bad examples in house-rules.test.ts.
import { fileLength } from './file-length.ts'
import { fileNames } from './file-names.ts'
import { noConsole } from './no-console.ts'
import { noOwnClock } from './no-own-clock.ts'
import { noProcessEnv } from './no-process-env.ts'
import { noQueryInApi } from './no-query-in-api.ts'
import { noSpelledObjectKey } from './no-spelled-object-key.ts'
import { noStraySpawn } from './no-stray-spawn.ts'
import { whoImportsWhom } from './who-imports-whom.ts'

export default {
  meta: { name: 'house' },
  rules: {
    'no-process-env': noProcessEnv,
    'no-own-clock': noOwnClock,
    'no-stray-spawn': noStraySpawn,
    'no-query-in-api': noQueryInApi,
    'no-spelled-object-key': noSpelledObjectKey,
    'no-console': noConsole,
    'who-imports-whom': whoImportsWhom,
    'file-names': fileNames,
    'file-length': fileLength,
  },
}
