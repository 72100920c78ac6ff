import { escapeHtml, markdownHtml } from './read-markdown.ts'
import type { Said, SeenMessage, WecomStandin } from './types.ts'

const lines = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>')

const time = (at: number): string =>
  new Date(at).toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' })

const bytesUrl = (chat: string, n: number): string => `/bytes?chat=${encodeURIComponent(chat)}&n=${n}`

const bubbleHtml = (message: SeenMessage, url: string): string => {
  switch (message.kind) {
    case 'markdown':
    case 'stream':
      return markdownHtml(message.raw) + (message.finished ? '' : '<p class="writing">…</p>')
    case 'card': {
      const [title = '', ...rest] = message.text.split('\n')
      return `<p><b>${escapeHtml(title)}</b></p>${rest.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}`
    }
    case 'image':
      return `<img src="${escapeHtml(url)}" alt="${escapeHtml(message.text)}">`
    case 'text':
      return `<p>${lines(message.text)}</p>`
    case 'file':
    case 'video':
    case 'voice':
      return `<a href="${escapeHtml(url)}">[文件] ${escapeHtml(message.text)}</a> <small>${message.file?.bytes.length ?? 0} 字节</small>`
    default:
      return message.kind satisfies never
  }
}

const lineView = (line: Said, chat: string, n: number) =>
  'message' in line
    ? {
        who: 'bot',
        at: time(line.message.at),
        html: bubbleHtml(line.message, bytesUrl(chat, n)),
        kind: line.message.kind,
        taskId: line.message.taskId ?? null,
        buttons: line.message.buttons,
      }
    : { who: line.who, at: time(line.at), html: `<p>${lines(line.text)}</p>`, kind: 'said', taskId: null, buttons: [] }

/** What the page shows of one conversation, as JSON; all text in it is escaped HTML already. */
export const pageView = (standin: WecomStandin, chat: string, user: string) => ({
  bot: standin.bot.name,
  online: standin.online(),
  connections: standin.connections(),
  missed: standin.missed(),
  now: new Date(standin.now()).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false }),
  chats: standin.chats(),
  lines: standin.talk(chat, user).map((line, n) => lineView(line, chat, n)),
})
