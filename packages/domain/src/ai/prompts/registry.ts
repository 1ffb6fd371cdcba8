import { canonDiffV1 } from './canon-diff.v1.ts'
import { expandV1 } from './expand.v1.ts'
import { generateTextV1 } from './generate-text.v1.ts'
import { mergeProposeV1 } from './merge-propose.v1.ts'
import { suggestV1 } from './suggest.v1.ts'
import { summarizeV1 } from './summarize.v1.ts'

/** The prompts in use: one line each. Verbs take theirs from here; older versions stay as files while answers name them. */
export const prompts = {
  suggest: suggestV1,
  expand: expandV1,
  canonDiff: canonDiffV1,
  mergePropose: mergeProposeV1,
  summarize: summarizeV1,
  generateText: generateTextV1,
} as const
