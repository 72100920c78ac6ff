// What is said: one stream of events a chat, shown line by line.
import { $, element, markUnread } from './people.js'

export const log = $('log')
let stream = null
let lastId = ''
let retry = 0
let lastDay = ''
const shown = new Set()
export const pending = []

export const trouble = (text) => {
  $('trouble').textContent = text
  $('trouble').hidden = text === ''
}

// Whether new lines pull the view along: until the reader scrolls up.
let following = true
let isLoading = true
let lastTop = 0

const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60
export const toEnd = (behavior = 'auto') => {
  following = true
  log.scrollTo({ top: log.scrollHeight, behavior })
  $('newer').hidden = true
}

/** The end, but never past the beginning of a line that is longer than the screen. */
const toLine = (line) => {
  const start = line.offsetTop - log.offsetTop - 8
  const end = log.scrollHeight - log.clientHeight
  if (isLoading || end <= start) return toEnd()
  log.scrollTo({ top: start, behavior: 'smooth' })
}

export const clear = (hint) => {
  shown.clear()
  pending.length = 0
  lastDay = ''
  lastId = ''
  following = true
  log.replaceChildren(element('p', { className: 'hint', textContent: hint }))
}

// A pasted circular would push everything else out of sight.
const fold = (line) => {
  if (line.querySelector('.bubble').scrollHeight < 420) return
  line.classList.add('folded')
  const button = element('button', { type: 'button', className: 'fold', textContent: '展开全文' })
  button.addEventListener('click', () => (button.textContent = line.classList.toggle('folded') ? '展开全文' : '收起'))
  line.querySelector('.bubble').after(button)
}

const show = ({ key, by, day, html }) => {
  if (shown.has(key)) return
  shown.add(key)
  log.querySelector('.hint')?.remove()
  if (by === 'user') pending.shift()?.line.remove()
  const before = pending[0]?.line ?? null
  if (day !== lastDay) log.insertBefore(element('p', { className: 'day', textContent: day }), before)
  lastDay = day
  const line = element('article', { className: `line ${by}`, innerHTML: html })
  line.setAttribute('aria-label', by === 'user' ? '我说' : '督办机器人说')
  log.insertBefore(line, before)
  if (by === 'user') fold(line)
  if (following || by === 'user') toLine(line)
  else $('newer').hidden = false
}

export const connect = (chat) => {
  clearTimeout(retry)
  stream?.close()
  const mine = new EventSource(`/chat/events?as=${encodeURIComponent(chat)}&after=${lastId}`)
  stream = mine
  isLoading = lastId === ''
  log.setAttribute('aria-busy', 'true')
  mine.addEventListener('line', (event) => {
    lastId = event.lastEventId
    show(JSON.parse(event.data))
  })
  mine.addEventListener('reset', () => clear(''))
  mine.addEventListener('clock', (event) => ($('clock').textContent = event.data))
  mine.addEventListener('elsewhere', (event) => markUnread(event.data))
  mine.addEventListener('ready', () => {
    isLoading = false
    trouble('')
    log.setAttribute('aria-busy', 'false')
  })
  mine.addEventListener('error', () => {
    trouble('连不上服务器,正在重新连接……您写的内容不会丢。')
    // It tries again by itself unless the server answered with an error.
    if (mine.readyState === EventSource.CLOSED) retry = setTimeout(() => connect(chat), 2000)
  })
}

log.addEventListener('scroll', () => {
  if (isAtEnd()) {
    following = true
    $('newer').hidden = true
  } else if (log.scrollTop < lastTop) following = false
  lastTop = log.scrollTop
})
$('newer').addEventListener('click', () => toEnd('smooth'))
