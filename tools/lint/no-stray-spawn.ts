import { houseRule } from './house-rule.ts'
import { forbidImports } from './imports.ts'
import { isOutside, isTest } from './places.ts'

const doors = /^packages\/render\/src\/ffmpeg\/run\.ts$|^packages\/db\/src\/embedded\//

const message =
  'Child processes start in packages/render/src/ffmpeg/run.ts (FFmpeg, ffprobe) or packages/db/src/embedded (Postgres): call what those export.'

/** (c) Child processes are started at one door, which bounds their time and memory and kills what is left. */
export const noStraySpawn = houseRule(message, (file) => {
  if (doors.test(file.path) || isOutside(file.path) || isTest(file.path)) return undefined
  return forbidImports(file, /^(node:)?child_process$|^execa$|^cross-spawn$/, message)
})
