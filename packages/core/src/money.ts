/**
 * Money is whole micro-USD (1 USD = 1,000,000) in a JavaScript number: exact to nine billion dollars.
 * Rows hold them as BIGINT; `fromBigInt` is the one place where they come back.
 */
export type MicroUsd = number

export function assertMicroUsd(value: number): MicroUsd {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`not a whole, non-negative number of micro-USD: ${value}`)
  return value
}

export function fromBigInt(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} does not fit a safe integer`)
  return number
}

/** `quantity × unit price`, rounded up, so that a fraction of a micro-USD is never given away. */
export function priceOf(quantity: number, microUsdPerUnit: number): MicroUsd {
  return assertMicroUsd(Math.ceil(quantity * microUsdPerUnit))
}

/** For people: `$0.012345`. Never parsed back. */
export function formatUsd(microUsd: MicroUsd): string {
  return `$${(microUsd / 1_000_000).toFixed(6)}`
}
