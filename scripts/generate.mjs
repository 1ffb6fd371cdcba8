// `node scripts/generate.mjs`: writes the database client from prisma/schema. bootstrap.mjs does it by itself; an image build calls it here.
import { generate } from './steps/generate.mjs'
import { StepFailure } from './steps/step-failure.mjs'

try {
  await generate({ node: process.execPath }, process.env)
} catch (error) {
  if (!(error instanceof StepFailure)) throw error
  console.error(`${error.output}\n\n${error.message} ${error.advice}`)
  process.exitCode = 1
}
