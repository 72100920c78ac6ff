import { randomBytes } from 'node:crypto'

import { afterEach, describe, expect, it } from 'vitest'

import { type WecomOptions, type WecomStandin, startWecom } from '../standin/wecom/index.ts'
import { type SdkClient, buttonCard, connectSdk, markdown, noticeCard } from '../standin/wecom/sdk-client.ts'

const open: { standin?: WecomStandin; client?: SdkClient } = {}

/** A stand-in to which zhang has written, and the SDK. */
const start = async (options: WecomOptions = {}): Promise<{ standin: WecomStandin; sdk: SdkClient }> => {
  const standin = (open.standin = await startWecom(options))
  const sdk = (open.client = await connectSdk(standin))
  await standin.userSays('zhang', '你好')
  await sdk.frame(1)
  return { standin, sdk }
}

afterEach(async () => {
  open.client?.close()
  await open.standin?.stop()
})

const card = (template: object): Record<string, unknown> => ({ msgtype: 'template_card', template_card: template })

describe('cards', () => {
  it('are shown with their buttons, clicked, and changed within five seconds of the click', async () => {
    const { standin, sdk } = await start()
    await sdk.push('zhang', card(buttonCard('t-1', [['收到 12', '收到']])))
    expect(standin.seen('zhang')).toMatchObject([
      { kind: 'card', text: '第 12 条\n6月8日到期', taskId: 't-1', buttons: [{ label: '收到', says: '收到 12' }] },
    ])
    await standin.userClicks('zhang', 't-1', '收到 12')
    const click = await sdk.frame(2)
    expect(click.body.event).toEqual({
      eventtype: 'template_card_event',
      template_card_event: { card_type: 'button_interaction', event_key: '收到 12', task_id: 't-1' },
    })
    await sdk.client.updateTemplateCard(click, noticeCard('t-1', '已收到'), ['zhang'])
    expect(standin.seen('zhang')).toMatchObject([{ text: '已收到', buttons: [] }])
    await expect(sdk.client.updateTemplateCard(click, noticeCard('t-1', '再'))).rejects.toMatchObject({
      errcode: 846_606,
    })
    await standin.userClicks('zhang', 't-1', '收到 12')
    standin.moveClock(5001)
    const late = sdk.client.updateTemplateCard(await sdk.frame(3), noticeCard('t-1', '晚'))
    await expect(late).rejects.toMatchObject({ errcode: standin.codes.tooLate })
  })

  it('in a group, change only for those named', async () => {
    const { standin, sdk } = await start()
    standin.addGroup('wrGroup', ['zhang', 'li'])
    await standin.userSays('li', '汇总', { group: 'wrGroup' })
    await sdk.client.replyTemplateCard(await sdk.frame(2), buttonCard('t-2', [['收到 12', '收到']]))
    await standin.userClicks('li', 't-2', '收到 12', { group: 'wrGroup' })
    await sdk.client.updateTemplateCard(await sdk.frame(3), noticeCard('t-2', '已收到'), ['li'])
    expect(standin.seen('wrGroup', 'li').at(-1)!.text).toBe('已收到')
    expect(standin.seen('wrGroup', 'zhang').at(-1)!.text).toBe('第 12 条\n6月8日到期')
  })

  it('pass clicks that were never offered, but no update with another task', async () => {
    const { standin, sdk } = await start()
    await standin.userClicks('li', 'never-sent', '通过 12')
    const forged = await sdk.frame(2)
    expect(forged.body).toMatchObject({
      from: { userid: 'li' },
      event: { template_card_event: { event_key: '通过 12' } },
    })
    const { badBody } = standin.codes
    await expect(sdk.client.updateTemplateCard(forged, noticeCard('other', '一'))).rejects.toMatchObject({
      errcode: badBody,
    })
    expect(standin.seen('li')).toEqual([])
  })

  it('answer a message once', async () => {
    const { sdk } = await start()
    const frame = await sdk.frame(1)
    await sdk.client.replyTemplateCard(frame, noticeCard('t-3', '一'))
    await expect(sdk.client.replyTemplateCard(frame, noticeCard('t-4', '二'))).rejects.toMatchObject({
      errcode: 846_606,
    })
  })

  const seven = Array.from({ length: 7 }, (_, n) => [`k${n}`, `第 ${n}`] as const)
  const rows = Array.from({ length: 7 }, (_, n) => ({ keyname: `${n}`, value: '一' }))
  it.each([
    ['an unknown type', { ...noticeCard('t', '一'), card_type: 'poster' }],
    ['no task_id', { ...buttonCard('t', [['k', '一']]), task_id: undefined }],
    ['a task_id outside its letters', buttonCard('任务', [['k', '一']])],
    ['a task_id of 129 bytes', buttonCard('t'.repeat(129), [['k', '一']])],
    ['no buttons', buttonCard('t', [])],
    ['seven buttons', buttonCard('t', seven)],
    [
      'one key twice',
      buttonCard('t', [
        ['k', '一'],
        ['k', '二'],
      ]),
    ],
    ['a key of 1,025 bytes', buttonCard('t', [['k'.repeat(1025), '一']])],
    ['no title', { ...buttonCard('t', [['k', '一']]), main_title: {} }],
    ['seven rows', { ...noticeCard('t', '一'), horizontal_content_list: rows }],
    ['no action', { ...noticeCard('t', '一'), card_action: undefined }],
    [
      'a vote without a box',
      { ...buttonCard('t', []), card_type: 'vote_interaction', submit_button: { text: '交', key: 's' } },
    ],
  ])('are refused with %s', async (_, template) => {
    const { standin, sdk } = await start()
    await expect(sdk.push('zhang', card(template))).rejects.toMatchObject({ errcode: standin.codes.badBody })
    expect(standin.ledger).toEqual([])
  })

  it('are refused with a task_id that was used; one that was refused is not used', async () => {
    const { standin, sdk } = await start()
    await expect(sdk.push('li', card(noticeCard('t-5', '一')))).rejects.toMatchObject({ errcode: 93_006 })
    await sdk.push('zhang', card(noticeCard('t-5', '一')))
    await expect(sdk.push('zhang', card(noticeCard('t-5', '一')))).rejects.toMatchObject({
      errcode: standin.codes.taskUsed,
    })
  })
})

describe('uploads', () => {
  it('go up in pieces and are shown as a file of that name and bytes', async () => {
    const { standin, sdk } = await start()
    const bytes = randomBytes(1_300_000)
    const { media_id: media } = await sdk.client.uploadMedia(bytes, { type: 'file', filename: '台账 6月.xlsx' })
    await sdk.push('zhang', { msgtype: 'file', file: { media_id: media } })
    await sdk.client.replyMedia(await sdk.frame(1), 'file', media)
    const [pushed, answered] = standin.seen('zhang')
    expect(pushed).toMatchObject({ kind: 'file', text: '台账 6月.xlsx', file: { name: '台账 6月.xlsx' } })
    expect(Buffer.compare(pushed!.file!.bytes, bytes)).toBe(0)
    expect(answered!.answers).toBeDefined()
    expect(JSON.stringify(standin.transcript).length).toBeLessThan(20_000)
  })

  it('expire after three days and are of one type', async () => {
    const { standin, sdk } = await start()
    const { badMedia } = standin.codes
    const { media_id: media } = await sdk.client.uploadMedia(randomBytes(64), { type: 'image', filename: 'a.png' })
    await expect(sdk.push('zhang', { msgtype: 'file', file: { media_id: media } })).rejects.toMatchObject({
      errcode: badMedia,
    })
    standin.moveClock(3 * 24 * 3_600_000 + 1)
    await expect(sdk.push('zhang', { msgtype: 'image', image: { media_id: media } })).rejects.toMatchObject({
      errcode: badMedia,
    })
  })

  it('are refused when empty, too large, of the wrong ending, or the 31st of a minute', async () => {
    const { standin, sdk } = await start()
    const { badUpload } = standin.codes
    for (const [size, type, filename] of [
      [0, 'file', 'a.txt'],
      [4, 'file', 'a.txt'],
      [20 * 1024 * 1024 + 1, 'file', 'a.txt'],
      [64, 'image', 'a.bmp'],
    ] as const) {
      await expect(sdk.client.uploadMedia(Buffer.alloc(size), { type, filename })).rejects.toMatchObject({
        errcode: badUpload,
      })
    }
    for (let n = 0; n < 30; n += 1)
      await sdk.client.uploadMedia(randomBytes(64), { type: 'file', filename: `${n}.txt` })
    await expect(sdk.client.uploadMedia(randomBytes(64), { type: 'file', filename: '31.txt' })).rejects.toMatchObject({
      errcode: 846_607,
    })
  })

  it('notice a missing piece and a wrong md5', async () => {
    const { standin, sdk } = await start()
    const call = (cmd: string, body: Record<string, unknown>) =>
      sdk.client.reply(
        { headers: { req_id: `${cmd}_${randomBytes(4).toString('hex')}` } },
        body,
        `aibot_upload_media_${cmd}`,
      )
    const ask = { type: 'file', filename: 'a.txt', total_size: 10, total_chunks: 2, md5: 'beef' }
    const upload = { upload_id: (await call('init', ask)).body!.upload_id }
    const { badUpload } = standin.codes
    await call('chunk', { ...upload, chunk_index: 1, base64_data: Buffer.from('world').toString('base64') })
    await expect(call('finish', upload)).rejects.toMatchObject({ errcode: badUpload })
    for (const word of ['other', 'hello']) {
      await call('chunk', { ...upload, chunk_index: 0, base64_data: Buffer.from(word).toString('base64') })
    }
    await expect(call('finish', upload)).rejects.toMatchObject({ errcode: badUpload, errmsg: 'md5 differs' })
    standin.moveClock(30 * 60_000 + 1)
    await expect(call('finish', upload)).rejects.toMatchObject({ errmsg: 'invalid upload_id' })
  })
})

describe('downloads', () => {
  it('come encrypted with the name in the header, for five minutes', async () => {
    const { standin, sdk } = await start()
    const bytes = randomBytes(100_001)
    await standin.userSendsFile('zhang', '整改报告 终稿.docx', bytes)
    const { file } = (await sdk.frame(2)).body
    const got = await sdk.client.downloadFile(file.url, file.aeskey)
    expect([got.filename, Buffer.compare(got.buffer, bytes)]).toEqual(['整改报告 终稿.docx', 0])
    const raw = await sdk.client.downloadFile(file.url)
    expect([raw.buffer.length % 32, raw.buffer.includes(bytes.subarray(0, 64))]).toEqual([0, false])
    standin.moveClock(5 * 60_000)
    await expect(sdk.client.downloadFile(file.url, file.aeskey)).rejects.toThrow('404')
  })

  it('with a caption come as words and a picture in one message', async () => {
    const { standin, sdk } = await start()
    standin.addGroup('wrGroup', ['zhang'])
    await standin.userSendsFile('zhang', '现场.jpg', randomBytes(64), { caption: '整改 12 已清理', group: 'wrGroup' })
    const { mixed, chatid } = (await sdk.frame(2)).body
    expect([chatid, mixed.msg_item[0].text.content]).toEqual(['wrGroup', `@${standin.bot.name} 整改 12 已清理`])
    const { url, aeskey } = mixed.msg_item[1].image
    expect((await sdk.client.downloadFile(url, aeskey)).buffer).toHaveLength(64)
  })

  it('break off and are refused as planned', async () => {
    const { standin, sdk } = await start()
    await standin.userSendsFile('zhang', 'a.bin', randomBytes(4_000_000), {
      kind: 'video',
      chunked: true,
      nameless: true,
    })
    const { url, aeskey } = (await sdk.frame(2)).body.video
    standin.faults.add({ cmd: 'download', action: { kind: 'drop', when: 'after' } })
    await expect(sdk.client.downloadFile(url, aeskey)).rejects.toThrow('aborted')
    standin.faults.add({ cmd: 'download', action: { kind: 'refuse', errcode: 503 } })
    await expect(sdk.client.downloadFile(url, aeskey)).rejects.toThrow('503')
    const got = await sdk.client.downloadFile(url, aeskey)
    expect([got.filename, got.buffer.length]).toEqual([undefined, 4_000_000])
    await sdk.push('zhang', markdown('好'))
  })
})
