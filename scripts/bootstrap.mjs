// The door of every npm script: `node scripts/bootstrap.mjs <task> [arguments]`. Needs nothing but Node and npm.
// It installs what is missing (pinned Node and pnpm, the workspace, the database client), then runs scripts/<task>.mjs with the pinned Node.
// This file alone is read by whatever Node the machine has, so it stays free of syntax that an old one cannot parse.
var major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  console.error(
    'Cronicl needs Node 20 or newer to set itself up; this is Node ' +
      process.versions.node +
      '. Install a newer one from https://nodejs.org (or: nvm install 24), then run the same command again.',
  )
  process.exitCode = 1
} else {
  void import('./steps/run-task.mjs').then(function (steps) {
    return steps.runTask(process.argv.slice(2))
  })
}
