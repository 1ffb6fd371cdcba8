/** Code that drives the house from outside: benchmarks, black-box tests, scripts, linting and the tools' own settings. */
const outside = /^(bench|e2e|scripts|tools)\/|(^|\/)[a-z-]+\.config\.ts$/

/** Tests, what tests are made of, and the database's test server. */
const test =
  /\.test\.[cm]?[jt]sx?$|^(packages|apps)\/[^/]+\/test\/|^packages\/[^/]+\/src\/(.+\/)?testing\/|\/__fixtures__\//

export function isOutside(path: string): boolean {
  return outside.test(path)
}

export function isTest(path: string): boolean {
  return test.test(path)
}
