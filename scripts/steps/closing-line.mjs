/**
 * What the tests came to, from vitest's JSON report. A file that could not be loaded has no tests to fail and counts as one failure.
 * @typedef {{ numPassedTests: number, numPendingTests: number, numTodoTests?: number,
 *   testResults: { status: string, assertionResults: { status: string }[] }[] }} Report
 * @param {Report | undefined} report undefined when vitest ended without one
 * @returns {{ line: string, ok: boolean }} `ok` when something ran and nothing failed
 */
export function closingLine(report) {
  const passed = report?.numPassedTests ?? 0
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
  let failed = 0
  for (const file of report?.testResults ?? []) {
    const failures = file.assertionResults.filter((test) => test.status === 'failed').length
    failed += file.status === 'failed' ? Math.max(1, failures) : failures
  }
  return { line: `${passed} passed, ${failed} failed, ${skipped} skipped`, ok: failed === 0 && passed > 0 }
}
