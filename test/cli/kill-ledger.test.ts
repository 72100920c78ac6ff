import { expect, it } from 'vitest'

import { killRun } from '../support/kill-run.ts'

it('kill -9 during commands and broadcasts: nothing answered is lost, nothing leaves twice unmarked (bench/kill.ts runs fifty)', async () => {
  const { acknowledged, lost, unmarked, states } = await killRun(5)
  expect(lost).toEqual([])
  expect(unmarked).toEqual([])
  expect(acknowledged).toBeGreaterThan(0)
  // Every row has found its state.
  expect(Object.keys(states).filter((state) => state === 'queued' || state === 'sending')).toEqual([])
}, 180_000)
