import { join } from 'node:path'

import { expect, it } from 'vitest'

import { cli } from '../support/cli.ts'
import { newDataDir } from '../support/data-dir.ts'

const nothing = (): Record<string, string> => ({ DATA_DIR: join(newDataDir(), 'none'), PORT: '0' })
const failing = (out: string): string[] => out.split('\n').filter((line) => line.startsWith('✗'))

it.each([[], ['look'], ['verify', 'x'], ['verify', '--anchor', 'xyz'], ['show'], ['show', 'x'], ['show', '1', '2']])(
  'audit refuses %j as usage',
  async (...args) => {
    expect((await cli({}, 'audit', ...args)).code).toBe(2)
  },
)

it('says in words that there is nothing to look at, and what a file is missing', async () => {
  expect(await cli(nothing(), 'audit', 'verify')).toMatchObject({
    code: 1,
    err: expect.stringContaining('还没有数据库'),
  })
  expect((await cli(nothing(), 'backup')).code).toBe(2)
  expect((await cli(nothing(), 'restore')).code).toBe(2)
  // What the calendar knows depends on the day of the test.
  const { out } = await cli(nothing(), 'doctor')
  expect(failing(out).filter((line) => !line.includes('日历'))).toEqual([])
})
