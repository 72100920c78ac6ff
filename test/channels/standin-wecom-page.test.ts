import { afterEach, expect, it } from 'vitest'

import { startWecom } from '../standin/wecom/index.ts'
import type { pageView } from '../standin/wecom/page-view.ts'
import { startPage } from '../standin/wecom/page.ts'
import { buttonCard, connectSdk, markdown } from '../standin/wecom/sdk-client.ts'

type View = ReturnType<typeof pageView> & { faults: string[] }

const stops: (() => unknown)[] = []

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

const start = async () => {
  const standin = await startWecom()
  const page = await startPage(standin)
  const sdk = await connectSdk(standin)
  stops.push(standin.stop, page.stop, sdk.close)
  const post = (path: string, body: string | Uint8Array<ArrayBuffer>) =>
    fetch(`${page.url}${path}`, { method: 'POST', body, headers: { 'x-standin': '1' } })
  const act = (deed: object) => post('/act', JSON.stringify({ chat: 'zhang', user: 'zhang', ...deed }))
  const state = async (chat = 'zhang') =>
    (await fetch(`${page.url}/state?chat=${chat}&user=zhang`)).json() as Promise<View>
  return { standin, page, sdk, post, act, state }
}

it('speaks, shows the answers as HTML with everything escaped, and clicks', async () => {
  const { sdk, act, state } = await start()
  await act({ do: 'addUser', name: 'zhang' })
  await act({ do: 'say', text: '<img src=x onerror=alert(1)>' })
  await sdk.client.replyStream(await sdk.frame(1), 's', '**好** \\<script\\> `<b>`', true)
  await sdk.push('zhang', { msgtype: 'template_card', template_card: buttonCard('t-1', [['收到 12', '收"到']]) })
  const { lines, online } = await state()
  expect(online).toBe(true)
  expect(lines[0]!.html).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>')
  expect(lines[1]!.html).toBe('<p><b>好</b> &lt;script&gt; <code>&lt;b&gt;</code></p>')
  expect(lines[2]).toMatchObject({ taskId: 't-1', buttons: [{ label: '收"到', says: '收到 12' }] })
  await act({ do: 'click', taskId: 't-1', key: '收到 12' })
  expect((await sdk.frame(2)).body.event.template_card_event.event_key).toBe('收到 12')
})

it('sends files, and gives back those of the bot', async () => {
  const { standin, page, sdk, post, state } = await start()
  await post('/file?chat=zhang&user=zhang&name=a.pdf&caption=', Buffer.from('%PDF-1.7 hello'))
  await post('/file?chat=zhang&user=zhang&name=b.png&caption=%E6%95%B4%E6%94%B9%2012', Buffer.from('picture'))
  expect((await sdk.frame(1)).body.msgtype).toBe('file')
  expect((await sdk.frame(2)).body.mixed.msg_item[0].text.content).toBe('整改 12')
  const { media_id: media } = await sdk.client.uploadMedia(Buffer.from('ledger'), {
    type: 'file',
    filename: '台账.csv',
  })
  await sdk.push('zhang', { msgtype: 'file', file: { media_id: media } })
  expect((await state()).lines.at(-1)!.html).toContain('台账.csv')
  expect(await (await fetch(`${page.url}/bytes?chat=zhang&n=2`)).text()).toBe('ledger')
  expect(standin.seen('zhang')).toHaveLength(1)
})

it('breaks and heals the connection, and moves the clock', async () => {
  const { standin, sdk, act, state } = await start()
  await act({ do: 'say', text: '你好' })
  await act({ do: 'refuseSends' })
  await expect(sdk.push('zhang', markdown('一'))).rejects.toMatchObject({ errcode: 846_607 })
  expect((await state()).faults).toEqual(['拒绝发送(846607)'])
  await act({ do: 'heal' })
  await sdk.push('zhang', markdown('一'))
  const before = standin.now()
  await act({ do: 'clock', ms: 86_400_000 })
  expect(standin.now() - before).toBeGreaterThanOrEqual(86_400_000)
  await act({ do: 'evict' })
  expect(await state()).toMatchObject({ online: false, faults: ['另一处已登录'] })
})

it('takes no deed from a page of another origin, and tells of changes', async () => {
  const { page, standin } = await start()
  expect((await fetch(`${page.url}/act`, { method: 'POST', body: '{"do":"drop"}' })).status).toBe(403)
  const reader = (await fetch(`${page.url}/events`)).body!.getReader()
  await reader.read()
  standin.addUser('li')
  expect(new TextDecoder().decode((await reader.read()).value)).toContain('changed')
  await reader.cancel()
})
