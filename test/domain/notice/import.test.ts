import { expect, test } from 'vitest'

import command from '#src/cli/import.ts'
import { Usage } from '#src/cli/command.ts'
import { Refusal } from '#src/domain/refusal.ts'

const run = async (...args: string[]): Promise<string> => {
  const said: string[] = []
  const io = { out: (text: string) => said.push(text), err: () => {}, env: {}, stdin: () => Promise.resolve('') }
  expect(await command.run(args, { ...io, out: (text) => void said.push(text) })).toBe(0)
  return said.join('\n')
}

test('import --dry-run --json keeps its contract', async () => {
  const read = JSON.parse(await run('data/circular-2021-06-04.txt', '--dry-run', '--json'))
  expect(Object.keys(read)).toEqual([
    'title',
    'issuer',
    'documentNumber',
    'indexNumber',
    'publishedOn',
    'items',
    'assignments',
    'heldBack',
    'checks',
    'otherText',
    'questions',
  ])
  expect(read).toMatchObject({ assignments: 892, heldBack: 2, publishedOn: '2021-06-04' })
  expect(read.items[0]).toEqual({
    place: '一-1',
    section: '用权公开',
    text: '通城县仅公开行政机关机构职能,未编写职能目录向社会公开',
    kind: 'problem',
    evidence: 'link',
    units: [],
    groups: [{ words: '所有县直单位和乡镇', kinds: ['department', 'township', 'zone'] }],
    deadline: { kind: 'date', date: '2021-06-08', words: '6月8日前', inherited: true },
    reportTo: { name: '县政务服务和大数据管理局', canonical: '县政务服务和大数据管理局', role: 'lead' },
  })
  expect(read.items[45].account).toEqual({ name: '通城公安', platform: '抖音', rows: [1] })
  expect(Object.keys(read.questions[0])).toEqual(['about', 'text', 'candidates'])
})

test('another register, another date', async () => {
  const file = 'test/fixtures/circulars/own-lines.txt'
  const read = JSON.parse(
    await run(
      file,
      '--dry-run',
      '--json',
      '--units',
      'test/fixtures/circulars/yunling.json',
      '--published',
      '2024-11-11',
    ),
  )
  expect(read.publishedOn).toBe('2024-11-11')
  expect(read.items[2].deadline).toMatchObject({ kind: 'workingDays', n: 5, date: '2024-11-18' })
})

test('without --json a preview in Chinese', async () => {
  const said = await run('data/circular-2021-06-04.txt', '--dry-run')
  expect(said).toContain('事项84条(问题45、账号37、正文要求2),共892条任务,其中2条待定')
  expect(said).toContain('40行是37个账号')
  expect(said).toContain('1.正文-1的「招投中心」')
})

test('what it cannot use it says', async () => {
  await expect(run('data/circular-2021-06-04.txt')).rejects.toThrow(Usage)
  await expect(run()).rejects.toThrow(Usage)
  await expect(run('nothing.txt', '--dry-run')).rejects.toThrow(Refusal)
  await expect(run('data/circular-2021-06-04.txt', '--dry-run', '--published', '2021-13-01')).rejects.toThrow(
    '--published',
  )
  await expect(run('data/circular-2021-06-04.txt', '--dry-run', '--units', 'package.json')).rejects.toThrow('单位名册')
})
