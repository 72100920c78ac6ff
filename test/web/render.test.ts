import { describe, expect, it } from 'vitest'

import { button, list, type Message, text } from '#src/domain/message.ts'
import { lineHtml } from '#src/web/render.ts'

const at = '2021-06-04T01:00:00.000Z'
const sent = async (body: Message, state: 'sent' | 'unknown' = 'sent'): Promise<string> =>
  String(await lineHtml('县公安局', { by: 'bot', id: 1, at, state, body }))
const said = async (words: string): Promise<string> =>
  String(await lineHtml('县公安局', { by: 'user', id: 1, at, kind: 'text', text: words, files: [] }))

const evil = `<script>alert('1')</script>"><img src=x onerror=alert(1)>&`

describe('a line of the page', () => {
  it('makes no markup of anything that was written', async () => {
    const file = { sha256: evil, name: evil, type: 'image/png', size: 1 }
    const everywhere: Message = {
      title: evil,
      blocks: [
        text(evil),
        list([evil], evil),
        { kind: 'quote', text: evil },
        { kind: 'table', head: [evil], rows: [[evil]] },
        { kind: 'file', file },
        { kind: 'file', file: { ...file, type: 'text/html' } },
      ],
      buttons: [button(evil)],
    }
    const page = (await sent(everywhere)) + (await said(evil))
    expect(page).not.toMatch(/<script|<img src=x|'1'/)
    expect(page.match(/<img [^>]*>/g)).toHaveLength(1)
  })

  it('shows the time, the table head, and what a button says', async () => {
    const page = await sent({
      blocks: [{ kind: 'table', head: ['单位'], rows: [['县公安局']] }],
      buttons: [button('详情 12', '看原文')],
    })
    expect(page).toContain('<time>09:00</time>')
    expect(page).toContain('<th scope="col">单位</th>')
    expect(page).toMatch(/data-says="详情 12"[^>]*>看原文</)
  })

  it('keeps the lines of a text and marks what may not have arrived', async () => {
    expect(await said('第一行\n第二行')).toContain('<p>第一行\n第二行</p>')
    expect(await sent({ blocks: [text('甲')] })).not.toContain('不确定')
    expect(await sent({ blocks: [text('甲')] }, 'unknown')).toContain('不确定是否送达')
  })

  it('cuts a pasted book, and says how long it was', async () => {
    const page = await said('字'.repeat(50_000))
    expect(page.length).toBeLessThan(25_000)
    expect(page).toContain('共 50000 字')
  })
})
