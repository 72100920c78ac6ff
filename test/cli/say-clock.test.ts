import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readTranscript } from '#db/transcript.ts'
import { main } from '#src/cli/index.ts'
import { readConfig } from '#src/config.ts'
import { type RunningServer, startServer } from '#src/server.ts'

import { newDataDir } from '../support/data-dir.ts'
import { freshDatabase } from '../support/store.ts'

let env: Record<string, string>
let server: RunningServer

beforeAll(async () => {
  const { socket, name } = await freshDatabase()
  const url = `postgres://duban@localhost/${name}?host=${encodeURIComponent(socket)}`
  env = { DATABASE_URL: url, PORT: '0', CLOCK: '2021-06-04T09:00' }
  server = await startServer(readConfig(env), { log: pino({ level: 'silent' }), say: () => {}, onEnd: () => {} })
})
afterAll(() => server.stop())

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** One command line beside the running server. */
const duban = async (words: readonly string[], { stdin = '', settings = env } = {}): Promise<Ran> => {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await main(words, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    env: settings,
    stdin: async () => stdin,
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

interface Said {
  readonly to: string
  readonly text: string
  readonly buttons: readonly string[]
}
const said = async (...words: string[]): Promise<readonly Said[]> => {
  const { code, out } = await duban(['say', '--json', ...words])
  expect(code).toBe(0)
  return (JSON.parse(out) as { messages: Said[] }).messages
}

describe('duban say', () => {
  it('prints everything sent because of it, the answer first', async () => {
    const [answer, ...others] = await said('--as', '县公安局', '帮助')
    expect(answer).toMatchObject({ to: '县公安局', text: expect.stringContaining('收到') })
    expect(others).toEqual([])
    await said('--as', '县政府督查室:officer', '答 1 是')
    const [ask] = await said('--as', '县政府督查室:officer', '发布')
    expect(ask!.buttons).toEqual(['发布 891'])
    const [done, ...pushes] = await said('--as', '县政府督查室:officer', '发布 891')
    expect(done!.to).toBe('县政府督查室:officer')
    expect(pushes).toHaveLength(66)
    expect(pushes.map(({ to }) => to)).toContain('县公安局')
  })

  it('knows units by their other names and roles by their Chinese ones', async () => {
    expect((await said('--as', '县农业局', '我'))[0]!.to).toBe('县农业农村局')
    expect((await said('--as', '督查室:审核员', '我'))[0]!.to).toBe('县政府督查室:officer')
    expect((await said('--as', '县领导', '我'))[0]!.to).toBe('leader')
  })

  it('can be read without --json, and takes the words from standard input', async () => {
    const { code, out } = await duban(['say', '--as', '县公安局', '-'], { stdin: '我\n' })
    expect([code, out]).toEqual([0, expect.stringContaining('【县公安局】\n县公安局联络员')])
  })

  it('brings a file', async () => {
    const path = join(newDataDir(), '截图.png')
    writeFileSync(path, Buffer.from('89504e47', 'hex'))
    await said('--as', '县民政局', '--file', path)
    const { lines } = await readTranscript(server.core.db, '县民政局')
    expect(lines.flatMap((line) => (line.by === 'user' ? line.files : []))).toMatchObject([
      { name: '截图.png', type: 'image/png', size: 4 },
    ])
  })

  it('says what is wrong', async () => {
    const wrong = async (...words: string[]): Promise<[number, string]> => {
      const { code, err } = await duban(['say', ...words])
      return [code, err.split('\n')[0]!]
    }
    expect(await wrong('--as', '县没有局', '我')).toEqual([1, expect.stringContaining('没有「县没有局」这个单位')])
    expect(await wrong('--as', '县公安局:officer', '我')).toEqual([
      1,
      expect.stringContaining('没有「县公安局:officer」这个人'),
    ])
    expect(await wrong('--as', '县公安局:boss', '我')).toEqual([1, expect.stringContaining('没有「boss」这个角色')])
    expect(await wrong('--as', '县公安局')).toEqual([2, expect.stringContaining('缺要说的话')])
    expect(await wrong('我')).toEqual([2, expect.stringContaining('缺 --as')])
    expect(await wrong('--as', '县公安局', '我', '--file', '/none')).toEqual([
      1,
      expect.stringContaining('读不了文件 /none'),
    ])
  })

  it('needs a running server', async () => {
    const { code, err } = await duban(['say', '--as', 'leader', '汇总'], { settings: { DATA_DIR: newDataDir() } })
    expect([code, err]).toEqual([1, expect.stringContaining('没有正在运行的 duban')])
  })
})

describe('duban clock', () => {
  it('tells the time, moves it forward, and never back', async () => {
    expect(await duban(['clock'])).toMatchObject({ code: 0, out: '2021-06-04 星期五 09:00' })
    expect((await duban(['clock', 'next', '--json'])).out).toBe('{"now":"2021-06-07T08:30:00+08:00"}')
    expect((await duban(['clock', '2021-06-07T08:31', '--json'])).out).toBe('{"now":"2021-06-07T08:31:00+08:00"}')
    const back = await duban(['clock', '2021-06-04T09:00'])
    expect([back.code, back.err]).toEqual([1, expect.stringContaining('现在是 2021-06-07 星期一 08:31')])
    expect((await duban(['clock', 'tomorrow'])).code).toBe(2)
  })

  it('returns when what fell due on the way is out', async () => {
    const before = (await readTranscript(server.core.db, '县公安局')).lines.length
    expect((await duban(['clock', '2021-06-09T08:30:00+08:00', '--json'])).out).toBe(
      '{"now":"2021-06-09T08:30:00+08:00"}',
    )
    const { lines } = await readTranscript(server.core.db, '县公安局')
    expect(lines.slice(before).map((line) => [line.by, line.at])).toEqual([
      ['bot', '2021-06-08T00:30:00.000Z'],
      ['bot', '2021-06-09T00:30:00.000Z'],
    ])
  })
})
