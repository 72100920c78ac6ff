import { describe, expect, it } from 'vitest'

import { Usage, type CliCommand } from '#src/cli/command.ts'
import deadline from '#src/cli/deadline.ts'
import workday from '#src/cli/workday.ts'

async function run(
  command: CliCommand,
  args: string[],
  stdin = '',
): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = []
  const err: string[] = []
  const io = {
    out: (text: string): void => void out.push(text),
    err: (text: string): void => void err.push(text),
    env: {},
    stdin: (): Promise<string> => Promise.resolve(stdin),
  }
  return { code: await command.run(args, io), out, err }
}
const json = async (command: CliCommand, ...args: string[]): Promise<unknown> => {
  const { code, out } = await run(command, [...args, '--json'])
  expect(code).toBe(0)
  expect(out).toHaveLength(1)
  return JSON.parse(out[0] ?? '')
}

describe('workday', () => {
  it('keeps its contract', async () => {
    expect(await json(workday, 'count', '2021-06-04', '2021-06-08')).toEqual({
      workdays: 2,
      days: ['2021-06-07', '2021-06-08'],
      provisional: false,
    })
    expect(await json(workday, 'add', '2021-06-04', '7')).toEqual({ date: '2021-06-16', provisional: false })
    expect(await json(workday, 'add', '2021-06-08', '-2')).toEqual({ date: '2021-06-04', provisional: false })
    expect(await json(workday, 'is', '2021-09-18')).toEqual({
      date: '2021-09-18',
      workday: true,
      reason: 'makeup',
      provisional: false,
    })
  })
  it('explains the count', async () => {
    const { out } = await run(workday, ['count', '2021-06-10', '2021-06-16'])
    expect(out[0]).toContain('3 个工作日')
    expect(out[0]).toContain('6月11日、6月15日、6月16日;6月12–14日(端午节)不算')
    const next = await run(workday, ['is', '2027-10-01'])
    expect(next.out[0]).toContain('2027年放假安排尚未公布')
  })
  it('refuses a year before the data with exit 1', async () => {
    const { code, out, err } = await run(workday, ['is', '1999-02-20'])
    expect([code, out]).toEqual([1, []])
    expect(err[0]).toContain('1999-02-20')
  })
  it.each([
    [],
    ['is'],
    ['is', '2021-02-30'],
    ['is', '6月8日'],
    ['count', '2021-06-04'],
    ['add', '2021-06-04', 'x'],
    ['be'],
  ])('throws Usage for %j', async (...args) => {
    await expect(run(workday, args)).rejects.toThrow(Usage)
  })
  it('names the option it does not know', async () => {
    await expect(run(workday, ['is', '2021-06-04', '--xml'])).rejects.toThrow('--xml')
  })
})

describe('deadline', () => {
  it('keeps its contract', async () => {
    expect(await json(deadline, '6月6日前', '--published', '2021-06-04')).toEqual({
      kind: 'date',
      date: '2021-06-06',
      lastWorkday: '2021-06-04',
    })
    expect(await json(deadline, '3个工作日内', '--published', '2021-06-04', '--received', '2021-06-07')).toEqual({
      kind: 'workingDays',
      n: 3,
      from: 'receipt',
      date: '2021-06-10',
    })
  })
  it('answers a line for a line, the bad ones too', async () => {
    const lines = ['{"words":"6月8日前","published":"2021-06-04"}', 'x', '{"words":"6月8日前"}', '']
    const { code, out } = await run(deadline, ['--stdin'], lines.join('\n'))
    expect(code).toBe(0)
    const answers = out.map((line): unknown => JSON.parse(line))
    expect(answers).toEqual([
      { kind: 'date', date: '2021-06-08' },
      { error: expect.stringContaining('不是 JSON') },
      { error: expect.stringContaining('published') },
    ])
  })
  it('says in words what it read and what it doubts', async () => {
    const { out } = await run(deadline, ['6月8日之前', '--published', '2021-06-04'])
    expect(out[0]).toContain('2021-06-08(周二)')
    expect(out[0]).toContain('还有 2 个工作日')
    expect(out[0]).toContain('拿不准')
    expect(out[0]).toContain('2021-06-07(周一)')
  })
  it.each([[], ['6月8日前'], ['6月8日前', '--published', '2021-06-31'], ['6月8日前', '--published']])(
    'throws Usage for %j',
    async (...args) => {
      await expect(run(deadline, args)).rejects.toThrow(Usage)
    },
  )
})
