import { cardFault, readCard } from './cards.ts'
import { readMarkdown } from './read-markdown.ts'
import { type State, type Verdict, refuse } from './state.ts'
import type { SeenMessage } from './types.ts'

export type Body = Record<string, unknown>

/** What a body would show, or why it is refused. */
export type Content = { readonly message: SeenMessage } | { readonly refused: Verdict }

export const inside = (body: Body, name: string): Body => {
  const value = body[name]
  return typeof value === 'object' && value !== null ? (value as Body) : {}
}

const maxBytes = 20_480

/** Markdown, a card or a file; `text` where the caller says that it may be plain. */
export const readContent = (state: State, body: Body, more: { answers?: string; update?: boolean } = {}): Content => {
  const { codes } = state
  const base = {
    at: state.now(),
    finished: true,
    buttons: [],
    ...(more.answers === undefined ? {} : { answers: more.answers }),
  }
  const wrong = (errmsg: string, code = codes.badBody): Content => ({ refused: refuse(code, errmsg) })
  const kind = body['msgtype']
  switch (kind) {
    case 'markdown':
    case 'text':
    case 'stream': {
      const raw = inside(body, kind)['content']
      if (typeof raw !== 'string') return wrong('content missing')
      if (Buffer.byteLength(raw) > maxBytes) return wrong(`content over ${maxBytes} bytes`)
      if (raw.trim() === '' && kind !== 'stream') return wrong('content empty')
      const finished = kind !== 'stream' || inside(body, kind)['finish'] === true
      return { message: { ...base, kind, raw, finished, text: kind === 'text' ? raw : readMarkdown(raw) } }
    }
    case 'template_card': {
      const card = body['template_card']
      const fault = cardFault(card)
      if (fault !== null) return wrong(fault)
      const taskId = inside(body, 'template_card')['task_id'] as string | undefined
      if (taskId !== undefined && state.tasks.has(taskId) && more.update !== true) {
        return wrong('task_id used before', codes.taskUsed)
      }
      const named = taskId === undefined ? {} : { taskId }
      return { message: { ...base, ...readCard(card), ...named, kind: 'card', raw: JSON.stringify(card) } }
    }
    case 'file':
    case 'image':
    case 'video':
    case 'voice': {
      const id = inside(body, kind)['media_id']
      const media = typeof id === 'string' ? state.media.get(id) : undefined
      if (media === undefined || media.type !== kind || media.until <= state.now()) {
        return wrong('invalid media_id', codes.badMedia)
      }
      const file = { name: media.name, bytes: media.bytes }
      return { message: { ...base, kind, raw: id as string, text: media.name, file } }
    }
    default:
      return wrong(`invalid msgtype ${String(kind)}`)
  }
}

/** The task_id of a card that was shown is spent. */
export const spend = (state: State, body: Body, message: SeenMessage): void => {
  if (message.kind !== 'card' || message.taskId === undefined) return
  state.tasks.set(message.taskId, String(inside(body, 'template_card')['card_type']))
}
