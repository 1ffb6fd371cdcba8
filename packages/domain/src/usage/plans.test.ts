import { expect, test } from 'vitest'
import { defaultPlans, limitsOf, plansInput, plansWith } from './plans.ts'

test('an operator names only what differs; null lifts a limit, 0 blocks', () => {
  const plans = plansWith(plansInput.parse({ free: { spend: { day: 0 } }, studio: { requests: { month: null } } }))
  expect(plans).toEqual({
    free: { ...defaultPlans.free, spend: { day: 0, month: defaultPlans.free.spend.month } },
    creator: defaultPlans.creator,
    studio: { ...defaultPlans.studio, requests: { day: defaultPlans.studio.requests.day, month: null } },
  })
})

test.each([
  { gratis: {} },
  { free: { pictures: { day: 1 } } },
  { free: { spend: { week: 1 } } },
  { free: { spend: { day: -1 } } },
  { free: { spend: { day: 0.5 } } },
])('what is no plan, metric, window or whole number is refused: %j', (input) => {
  expect(plansInput.safeParse(input).success).toBe(false)
})

test('a plan that is not known any more has the limits of free', () => {
  expect(limitsOf(defaultPlans, 'studio')).toBe(defaultPlans.studio)
  expect(limitsOf(defaultPlans, 'of last year')).toBe(defaultPlans.free)
})
