import { beforeAll, describe, expect, it } from 'vitest'

import { readTranscript } from '#db/transcript.ts'

import { office } from '../support/app.ts'
import { type TrialWeb, trialWeb } from '../support/web.ts'

let trial: TrialWeb
beforeAll(async () => {
  trial = await trialWeb()
})

const errorOf = async (response: Response): Promise<string> => ((await response.json()) as { error: string }).error
const heard = async (chat: string): Promise<string[]> =>
  (await readTranscript(trial.db, chat)).lines.map((line) => (line.by === 'user' ? line.text : 'bot'))

describe('the page', () => {
  it('runs its own script and style and nothing else', async () => {
    const page = await trial.ask('/chat')
    const policy = page.headers.get('content-security-policy') ?? ''
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1]
    expect(policy).toContain("default-src 'none'")
    const html = await page.text()
    expect(html.match(/<script[^>]*>/g)).toEqual([`<script nonce="${nonce}">`])
    expect(html.match(/<style[^>]*>/g)).toEqual([`<style nonce="${nonce}">`])
    expect(html).not.toMatch(/\son\w+="/)
    expect(html).toContain('2021-06-04 星期五 09:00')
  })

  it('is where a trial begins', async () => {
    const root = await trial.ask('/')
    expect([root.status, root.headers.get('location')]).toEqual([302, '/chat'])
  })

  it('knows everybody one can be, in the order of the office’s list', async () => {
    const { people } = (await (await trial.ask('/chat/people')).json()) as {
      people: { chat: string; role: string; unit: string }[]
    }
    const chats = people.map(({ chat }) => chat)
    for (const chat of ['县公安局', '县公安局:head', office, 'leader']) expect(chats).toContain(chat)
    expect(new Set(chats).size).toBe(chats.length)
    expect(chats.indexOf('县教育局')).toBeLessThan(chats.indexOf('隽水镇'))
    expect(people.find(({ chat }) => chat === '县公安局:head')).toMatchObject({ role: 'head', unit: '县公安局' })
  })
})

describe('saying something', () => {
  it('is kept and answered in the same chat', async () => {
    expect((await trial.say({ as: '县公安局', text: '帮助' })).status).toBe(200)
    expect(await heard('县公安局')).toEqual(['帮助', 'bot'])
    expect(await heard('县公安局:head')).toEqual([])
  })

  it('by a button is a press', async () => {
    await trial.say({ as: '县教育局', button: '事项' })
    const { lines } = await readTranscript(trial.db, '县教育局')
    expect(lines[0]).toMatchObject({ by: 'user', kind: 'press', text: '事项' })
  })

  it('takes many lines and a file', async () => {
    const file = new File(['证明'], '证明 1.txt', { type: 'text/plain' })
    expect((await trial.say({ as: '县民政局', text: '整改 1\r\n已更新', file })).status).toBe(200)
    const { lines } = await readTranscript(trial.db, '县民政局')
    expect(lines[0]).toMatchObject({ text: '整改 1\n已更新', files: [{ name: '证明 1.txt', size: 6 }] })
  })

  it('is refused in words when it is nothing, nobody’s or too much', async () => {
    expect(await errorOf(await trial.say({ as: '县公安局', text: ' ' }))).toContain('没有内容')
    expect(await errorOf(await trial.say({ as: '县没有局', text: '事项' }))).toContain('没有「县没有局」')
    const long = await trial.say({ as: '县公安局', text: '字'.repeat(2_000_001) })
    expect([long.status, await errorOf(long)]).toEqual([413, expect.stringContaining('200 万字')])
    const large = new File([new Uint8Array(20 * 1024 * 1024 + 1)], '录像.mp4')
    const heavy = await trial.say({ as: '县公安局', text: '整改 1', file: large })
    expect([heavy.status, await errorOf(heavy)]).toEqual([413, expect.stringContaining('20 MB')])
    const huge = new File([new Uint8Array(40 * 1024 * 1024)], '录像.mp4')
    expect((await trial.say({ as: '县公安局', text: '整改 1', file: huge })).status).toBe(413)
  })

  it('that could not be stored is not acknowledged', async () => {
    const errors: unknown[] = []
    const away = await trialWeb({ onError: (error) => errors.push(error) })
    await away.local.start(() => Promise.reject(new Error('the database is away')))
    const response = await away.say({ as: 'leader', text: '汇总' })
    expect([response.status, await errorOf(response)]).toEqual([503, '没有收下,请再发一次。'])
    expect(errors).toHaveLength(1)
  })
})

describe('a file', () => {
  it('is given to its own chat only', async () => {
    await trial.say({ as: '县司法局', text: '', file: new File(['秘密'], '名单.txt') })
    const { lines } = await readTranscript(trial.db, '县司法局')
    const [line] = lines
    const sha = line?.by === 'user' ? line.files[0]!.sha256 : ''
    const mine = await trial.ask(`/chat/file/${sha}?as=${encodeURIComponent('县司法局')}`)
    expect([mine.status, await mine.text()]).toEqual([200, '秘密'])
    expect(mine.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('名单.txt')}`,
    )
    expect(mine.headers.get('content-type')).toBe('application/octet-stream')
    expect((await trial.ask(`/chat/file/${sha}?as=${encodeURIComponent('县财政局')}`)).status).toBe(404)
    expect((await trial.ask(`/chat/file/${sha}`)).status).toBe(404)
  })
})

describe('the clock', () => {
  it('goes to the next working day, and says so', async () => {
    const moved = await trial.ask('/chat/clock', { method: 'POST' })
    expect(await moved.json()).toEqual({ now: '2021-06-07T00:30:00.000Z', text: '2021-06-07 星期一 08:30' })
  })
})
