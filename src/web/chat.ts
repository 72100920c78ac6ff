import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { NONCE, secureHeaders, type SecureHeadersVariables } from 'hono/secure-headers'

import { fileBytes } from '#db/files.ts'
import { isTrialPerson, trialPeople } from '#db/people.ts'
import { fileInChat } from '#db/transcript.ts'
import { Refusal } from '#src/domain/refusal.ts'

import type { ChatDeps } from './deps.ts'
import { nearby } from './nearby.ts'
import { chatPage } from './page.ts'
import { isPicture } from './render.ts'
import { createBells } from './bell.ts'
import { clockText, streamChat } from './stream.ts'

const mebibyte = 1024 * 1024
const fileLimit = 20 * mebibyte
const textLimit = 2_000_000
const tooLarge = '文件太大:最大 20 MB。请压缩或分开再发。'
const tooLong = '文字太长:最多 200 万字。请改为发送文件。'

/** The page's own policy: nothing from anywhere else, and only our script and style. */
const pageHeaders = secureHeaders({
  strictTransportSecurity: false,
  xFrameOptions: 'DENY',
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: [NONCE],
    styleSrc: [NONCE],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'none'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
})

const nobody = (c: Context, chat: string): Response => c.json({ error: `没有「${chat}」这个试用身份。` }, 400)

/** The trial's chat: only at this machine, only on a database that was born a trial. */
export const chatRoutes = (deps: ChatDeps): Hono<{ Variables: SecureHeadersVariables }> => {
  const { db, local } = deps
  const bells = createBells()
  const app = new Hono<{ Variables: SecureHeadersVariables }>()
  app.use(nearby)

  app.get('/', pageHeaders, async (c) => c.html(chatPage(c.get('secureHeadersNonce') ?? '', await clockText(db))))

  app.get('/people', async (c) => c.json({ people: await trialPeople(db) }))

  app.get('/events', async (c) => {
    const chat = c.req.query('as') ?? ''
    return (await isTrialPerson(db, chat)) ? streamChat(c, deps, chat, bells) : nobody(c, chat)
  })

  app.post('/say', bodyLimit({ maxSize: fileLimit + 8 * mebibyte, onError: (c) => c.json({ error: tooLarge }, 413) }))
  app.post('/say', async (c) => {
    const form = await c.req.formData()
    const field = (name: string): string => {
      const value = form.get(name)
      return typeof value === 'string' ? value : ''
    }
    const chat = field('as')
    const pressed = form.has('button')
    const text = field(pressed ? 'button' : 'text').replaceAll('\r\n', '\n')
    const sent = form.getAll('file').filter((it) => it instanceof File && (it.name !== '' || it.size > 0)) as File[]
    if (text.length > textLimit) return c.json({ error: tooLong }, 413)
    if (sent.some((file) => file.size > fileLimit)) return c.json({ error: tooLarge }, 413)
    if (text.trim() === '' && sent.length === 0) return c.json({ error: '没有内容:请写一句话,或者选一个文件。' }, 400)
    if (!(await isTrialPerson(db, chat))) return nobody(c, chat)
    const files = await Promise.all(
      sent.map(async (file) => ({ name: file.name || '文件', bytes: new Uint8Array(await file.arrayBuffer()) })),
    )
    try {
      return c.json({ id: await local.post({ chat, kind: pressed ? 'press' : 'text', text, files }) })
    } catch (error) {
      if (error instanceof Refusal) return c.json({ error: error.message }, 400)
      deps.onError?.(error)
      return c.json({ error: '没有收下,请再发一次。' }, 503)
    } finally {
      bells.ring(chat)
    }
  })

  app.post('/clock', async (c) => {
    try {
      const now = await deps.advance('next')
      return c.json({ now, text: await clockText(db) })
    } catch (error) {
      if (error instanceof Refusal) return c.json({ error: error.message }, 400)
      throw error
    } finally {
      bells.ring(null)
    }
  })

  app.get('/file/:sha256', async (c) => {
    const sha256 = c.req.param('sha256')
    const file = await fileInChat(db, c.req.query('as') ?? '', sha256)
    const bytes = file && (await fileBytes(db, sha256))
    if (!file || !bytes) return c.text('这个聊天里没有这个文件。', 404)
    const shown = isPicture(file.type)
    c.header('Content-Type', shown ? file.type : 'application/octet-stream')
    const disposition = shown ? 'inline' : 'attachment'
    c.header('Content-Disposition', `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    c.header('Content-Security-Policy', "default-src 'none'; sandbox")
    return c.body(new Uint8Array(bytes))
  })

  return app
}
