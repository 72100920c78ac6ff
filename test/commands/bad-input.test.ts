import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { commands } from '#commands/index.ts'

import { dialogue, leader, office, reviewer, trialApp, type TrialApp } from '../support/app.ts'

let trial: TrialApp
beforeAll(async () => {
  trial = await trialApp()
  await trial.publish()
})
afterAll(async () => {
  await trial.app.stop()
  await trial.close()
})

/** All that a command may change; compared before and after what must change nothing. */
const snapshot = async (): Promise<string> => {
  const { db } = trial
  const tables = [
    'notice',
    'question',
    'item',
    'assignment',
    'submission',
    'acknowledgement',
    'alias',
    'event',
  ] as const
  const counts: unknown[] = []
  for (const table of tables)
    counts.push(
      await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll().as('n'))
        .execute(),
    )
  counts.push(await db.selectFrom('assignment').select(['number', 'state', 'due_on']).orderBy('number').execute())
  return JSON.stringify(counts)
}

describe('what cannot be done gets a clear answer and changes nothing', () => {
  it.each([
    // unknown commands and free text
    ['县卫健局', '整该 62', '没有「整该」', '整改 62'],
    ['县卫健局', '事顶', '「事项」'],
    ['县卫健局', '好的', '签收请回「收到」'],
    ['县卫健局', '都整改了', '请写明编号和说明', '例:整改'],
    ['县卫健局', '异议 1 不归我们', '「异议」还没有做好'],
    ['县卫健局', '整改 99999999999 已办', '太大了'],
    ['县卫健局', '整改 36 62 1 已办', '还是关停账号的第几样'],
    ['县卫健局', '3已办', '整改 3 已办'],
    ['县卫健局', '您好,请问这个怎么办?', '没看懂', '帮助'],
    ['县卫健局', '我们单位没有这个账号', '没看懂'],
    ['县卫健局', '   ', '空的'],
    ['县卫健局', '/nonsense', '没'],
    // numbers
    ['县卫健局', '整改 99999 已办', '没有 #99999', '事项'],
    ['县卫健局', '整改 42 已办', '没有 #42'],
    ['县卫健局', '详情 42', '没有您可以看的 #42'],
    ['县卫健局', '详情', '请写编号'],
    ['县卫健局', '整改', '请写编号', '例:整改'],
    ['县卫健局', '整改 20-10 已办', '从小到大'],
    ['县卫健局', '整改 1-99999 已办', '最多'],
    ['县卫健局', '撤回 1', '没有可撤回的'],
    ['县卫健局', '整改 共同 除 5 已办', '#5 不在'],
    ['县卫健局', '整改 62 已注销', '三样'],
    // rights
    ['县卫健局', '通过 1', '不在您的权限内'],
    ['县卫健局', '发布', '不在您的权限内', '县卫健局联络员'],
    ['县卫健局', '汇总', '不在您的权限内'],
    [reviewer, '发布', '不在您的权限内'],
    [reviewer, '导入 某通报', '不在您的权限内'],
    [leader, '整改 1 已办', '不在您的权限内'],
    // judging
    [reviewer, '通过', '请写明是哪几条', '例:'],
    [reviewer, '通过 1', '待整改', '没有待审'],
    [reviewer, '退回 1', '还缺「理由」', '例:退回 12'],
    [reviewer, '通过 县卫健局 共同', '没有待审的'],
    [reviewer, '通过 县不存在局 共同', '名册里没有'],
    [reviewer, '通过 99999', '没有这个编号'],
    // drafts
    [office, '答', '例:答 1 是'],
    [office, '答 99 是', '没有第99问'],
    [office, '答 2 是', '要写明具体答案'],
    [office, '答 4 县不存在局', '名册里没有'],
    [office, '答 4 9', '没有第9个选项'],
    [office, '预览 县不存在局', '名册里没有'],
    [office, '发布 abc', '不是条数'],
    [office, '导入', '还没有通报', '粘贴'],
    [office, '导入 你好', '例'],
    ['县卫健局', '帮助 没有的', '没有「没有的」'],
  ])('%s:%s', async (as, said, ...answered) => {
    const before = await snapshot()
    await dialogue(trial, [[as, said, ...answered.filter((part) => part !== undefined)]])
    expect(await snapshot()).toBe(before)
  })

  it('refuses a circular that is too long, in words', async () => {
    const before = await snapshot()
    await dialogue(trial, [[office, `导入 ${'督'.repeat(5_000_000)}`, /太长|超过/]])
    expect(await snapshot()).toBe(before)
  })

  it('refuses an empty and an unreadable file', async () => {
    const before = await snapshot()
    const empty = await trial.say(office, '导入', [{ name: '空.txt', bytes: new Uint8Array() }])
    expect(empty.text).toMatch(/空/)
    const garbage = Uint8Array.from({ length: 4000 }, (_, at) => (at * 7919) % 256)
    const binary = await trial.say(office, '导入', [{ name: '通报.bin', bytes: garbage }])
    expect(binary.text.length).toBeGreaterThan(10)
    expect(binary.text).not.toContain('出错了')
    expect(await snapshot()).toBe(before)
  })

  it('tells a stranger how to bind, once an hour', async () => {
    const first = await trial.say('县无名局', '事项')
    expect(first.text).toContain('还没有绑定')
    const second = await trial.say('县无名局', '事项')
    expect(second.text).toBe('')
  })
})

describe('every command', () => {
  it.each(commands.map((command) => [command.name, command] as const))('%s explains itself', async (name, command) => {
    expect(command.summary.length).toBeGreaterThan(3)
    expect(command.examples.length).toBeGreaterThan(0)
    for (const who of [office, leader, '县卫健局', reviewer]) {
      const { text } = await trial.say(who, `帮助 ${name}`)
      expect(text).toMatch(/写法|不在您的权限内/)
    }
  })

  it('no two share a name', () => {
    const names = commands.flatMap(({ name, aliases }) => [name, ...aliases])
    expect(new Set(names).size).toBe(names.length)
  })

  it.each([['１２'], ['＃12'], ['#12'], ['12。'], ['  12  ']])('详情%s is understood', async (typed) => {
    await dialogue(trial, [['县市场监管局', `详情 ${typed.replace('12', '14').replace('１２', '１４')}`, '#14']])
  })
})
