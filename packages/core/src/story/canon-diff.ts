import { validationError } from '../errors.ts'
import type { Canon, CanonFact } from './canon.ts'

/** What one side did to a fact since the fork. */
export interface FactChange {
  kind: 'added' | 'changed' | 'retracted'
  key: string
  subject: string
  attribute: string
  /** At the fork; null when it did not hold there. */
  base: string | null
  /** On this side; null when it was retracted. */
  value: string | null
  /** The node that asserted or retracted it; null when that is not known. */
  nodeId: string | null
}

/** A fact that both sides changed, to different outcomes. */
export interface FactConflict {
  key: string
  subject: string
  attribute: string
  base: string | null
  left: FactChange
  right: FactChange
}

/** Every key that any side changed stands in exactly one of the four lists, each sorted by key. */
export interface CanonDiff {
  /** Changed on the left alone. */
  left: FactChange[]
  /** Changed on the right alone. */
  right: FactChange[]
  /** Changed on both sides to the same outcome; the node is the older of the two. */
  agreed: FactChange[]
  conflicts: FactConflict[]
}

/** What a conflict becomes: one side's outcome, or another value (null: it does not hold). */
export type MergeChoice = 'left' | 'right' | { value: string | null }

/** A fact to assert; null retracts. */
export interface MergedFact {
  key: string
  subject: string
  attribute: string
  value: string | null
}

/**
 * Compares two canons that come from a common one. Retraction is an outcome like any value. Swapping the sides swaps the
 * answer and changes nothing else.
 */
export function diffCanon(base: Canon, left: Canon, right: Canon): CanonDiff {
  const diff: CanonDiff = { left: [], right: [], agreed: [], conflicts: [] }
  for (const key of [...new Set([...base.keys(), ...left.keys(), ...right.keys()])].sort()) {
    const onLeft = changeOf(key, base, left)
    const onRight = changeOf(key, base, right)
    if (onLeft === null && onRight === null) continue
    if (onRight === null) diff.left.push(onLeft as FactChange)
    else if (onLeft === null) diff.right.push(onRight)
    else if (onLeft.value === onRight.value) diff.agreed.push(older(onLeft, onRight))
    else diff.conflicts.push(conflictOf(onLeft, onRight))
  }
  return diff
}

/**
 * The facts that a merge node under the left side asserts, so that its canon has the changes of both sides and every
 * choice; they are sorted by key, and what the left side has already is not among them. Conflicts without a choice stay
 * as they are on the left and are listed. VALIDATION_ERROR when a choice is for a key that is not in conflict.
 */
export function mergeCanon(
  base: Canon,
  left: Canon,
  right: Canon,
  choices: ReadonlyMap<string, MergeChoice>,
): { facts: MergedFact[]; unresolved: FactConflict[] } {
  const diff = diffCanon(base, left, right)
  checkChoices(diff, choices)
  const facts: MergedFact[] = diff.right.map(({ key, subject, attribute, value }) => ({
    key,
    subject,
    attribute,
    value,
  }))
  for (const conflict of diff.conflicts) {
    const choice = choices.get(conflict.key)
    if (choice === undefined || choice === 'left') continue
    const value = choice === 'right' ? conflict.right.value : choice.value
    const { key, subject, attribute } = conflict
    if (value !== conflict.left.value) facts.push({ key, subject, attribute, value })
  }
  return { facts: facts.sort(byKey), unresolved: diff.conflicts.filter(({ key }) => !choices.has(key)) }
}

function changeOf(key: string, base: Canon, side: Canon): FactChange | null {
  const was = base.get(key)
  const is = side.get(key)
  if (is === undefined) return was === undefined ? null : retraction(was, side)
  if (is.value === was?.value) return null
  const { subject, attribute, value, nodeId } = is
  const kind = was === undefined ? 'added' : 'changed'
  return { kind, key, subject, attribute, base: was?.value ?? null, value, nodeId }
}

function retraction({ key, subject, attribute, value }: CanonFact, side: Canon): FactChange {
  const nodeId = side.retractedAt?.get(key) ?? null
  return { kind: 'retracted', key, subject, attribute, base: value, value: null, nodeId }
}

function conflictOf(left: FactChange, right: FactChange): FactConflict {
  const { key, subject, attribute, base } = older(left, right)
  return { key, subject, attribute, base, left, right }
}

/** Ids sort by creation. What is compared here must not depend on which side is called left. */
function older(left: FactChange, right: FactChange): FactChange {
  const order = (change: FactChange) => `${change.nodeId ?? ''} ${change.subject} ${change.attribute}`
  return order(left) <= order(right) ? left : right
}

function byKey(a: MergedFact, b: MergedFact): number {
  return a.key < b.key ? -1 : 1
}

function checkChoices(diff: CanonDiff, choices: ReadonlyMap<string, MergeChoice>): void {
  const inConflict = new Set(diff.conflicts.map(({ key }) => key))
  const issues = [...choices.keys()]
    .filter((key) => !inConflict.has(key))
    .map((key) => ({ path: ['choices', key], message: 'This fact is not in conflict.' }))
  if (issues.length > 0) throw validationError(issues)
}
