import { expect, test } from 'vitest'
import { closingLine } from './closing-line.mjs'

/** @param {string} status @param {string[]} tests */
const file = (status, ...tests) => ({ status, assertionResults: tests.map((result) => ({ status: result })) })

test('counts what passed, failed and was skipped', () => {
  const report = {
    numPassedTests: 3,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [file('failed', 'passed', 'failed', 'failed'), file('passed', 'passed', 'passed')],
  }
  expect(closingLine(report)).toEqual({ line: '3 passed, 2 failed, 2 skipped', ok: false })
})

test('a file that could not be loaded is a failure, though it has no test', () => {
  expect(closingLine({ numPassedTests: 9, numPendingTests: 0, testResults: [file('failed')] })).toEqual({
    line: '9 passed, 1 failed, 0 skipped',
    ok: false,
  })
})

test('all passed is fine; nothing run, only skipped tests or no report is not', () => {
  expect(closingLine({ numPassedTests: 1, numPendingTests: 0, testResults: [file('passed', 'passed')] })).toEqual({
    line: '1 passed, 0 failed, 0 skipped',
    ok: true,
  })
  expect(closingLine({ numPassedTests: 0, numPendingTests: 2, testResults: [] })).toEqual({
    line: '0 passed, 0 failed, 2 skipped',
    ok: false,
  })
  expect(closingLine(undefined)).toEqual({ line: '0 passed, 0 failed, 0 skipped', ok: false })
})
