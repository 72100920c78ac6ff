import { describe, expect, it } from 'vitest'

import { main } from '#src/cli/index.ts'

import { newDataDir } from '../support/data-dir.ts'
import { type Ran, serve } from '../support/server.ts'

/** `duban invite …` in this process: starting one for each would cost more than what it does. */
const invite = async (dir: string, ...args: readonly string[]): Promise<Ran> => {
  const said = { out: '', err: '' }
  const code = await main(['invite', ...args], {
    out: (text) => void (said.out += `${text}\n`),
    err: (text) => void (said.err += `${text}\n`),
    env: { DATA_DIR: dir },
    stdin: () => Promise.resolve(''),
  })
  return { code, ...said }
}

describe('duban invite', () => {
  it('works beside a running server, and alone on its folder', { timeout: 60_000 }, async () => {
    const dir = newDataDir()
    const server = await serve(dir)
    const beside = await invite(dir, '卫健局', '--json')
    expect(beside.err).toBe('')
    expect(JSON.parse(beside.out)).toEqual({
      code: expect.stringMatching(/^[2-9A-HJKMNP-Z]{6}$/),
      unit: '县卫健局',
      role: 'liaison',
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\+08:00$/),
    })
    expect(await server.stop()).toBe(0)

    expect(JSON.parse((await invite(dir, '-', 'leader', '--json')).out)).toMatchObject({ unit: null, role: 'leader' })
    const again = await invite(dir, '县卫健局')
    expect(again.out).toMatch(/邀请码 \w{6}:县卫健局联络员\(A岗\),.*只能用一次/)
    expect(again.out).toContain('原来的邀请码已作废')
    expect((await invite(dir, '县卫健局', 'deputy')).out).toContain('县卫健局联络员(B岗)')
    expect(await invite(dir, '县卫建局')).toMatchObject({ code: 1, err: expect.stringContaining('县卫健局') })
    expect(await invite(dir, '县卫健局', '主任')).toMatchObject({ code: 2 })
    expect(await invite(dir, '-')).toMatchObject({ code: 2 })
    expect(await invite(dir, '县卫健局', 'leader')).toMatchObject({ code: 2 })
  })

  it('says what it cannot do, with the exit code of the contract', async () => {
    const dir = newDataDir()
    expect(await invite(dir)).toMatchObject({ code: 2 })
    expect(await invite(dir, '县卫健局')).toMatchObject({ code: 1, err: expect.stringContaining('npm start') })
  })
})
