// The page of the stand-in: shows what /play/state tells, after every change, and posts what is done to /play/act.

const byId = (id) => document.getElementById(id)
const make = (name, className, text) => {
  const node = document.createElement(name)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const tags = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  text_link: 'a',
  spoiler: 'mark',
}

/** Text with its entities as nodes; entities are nested, never crossed. */
const formatted = (text, entities, from = 0, to = text.length) => {
  const nodes = document.createDocumentFragment()
  let at = from
  const inside = entities.filter((one) => one.offset >= from && one.offset + one.length <= to)
  for (const [index, one] of inside.entries()) {
    if (one.offset < at) continue
    nodes.append(text.slice(at, one.offset))
    const node = make(tags[one.type] ?? 'span')
    if (one.url) node.title = one.url
    const end = one.offset + one.length
    node.append(formatted(text, inside.slice(index + 1), one.offset, end))
    nodes.append(node)
    at = end
  }
  nodes.append(text.slice(at, to))
  return nodes
}

const act = async (deed) => {
  const response = await fetch('/play/act', { method: 'POST', body: JSON.stringify(deed) })
  const { error } = await response.json()
  byId('trouble').textContent = error ?? ''
}

const base64 = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result.split(',')[1] : ''))
    reader.addEventListener('error', () => reject(reader.error))
    reader.readAsDataURL(file)
  })

const chats = new Map()

const showFile = (file) => {
  const href = `/play/file/${file.id}`
  if (file.kind === 'photo') {
    const image = make('img')
    image.src = href
    image.alt = file.name
    return image
  }
  const link = make('a', '', `[文件] ${file.name}(${file.size}字节)`)
  link.href = href
  link.download = file.name
  return link
}

const showMessage = (chat, message) => {
  const item = make('li', message.from === 0 ? 'bot' : '')
  const bubble = make('div', 'bubble')
  const original = chat.state.messages.find(({ messageId }) => messageId === message.replyTo)
  if (original) bubble.append(make('div', 'replied', original.text))
  if (message.file) bubble.append(showFile(message.file))
  bubble.append(formatted(message.text, message.entities))
  item.append(bubble)
  const rows = make('div', 'rows')
  for (const row of message.rows) {
    const line = make('div')
    for (const { label, says } of row) {
      const button = make('button', '', label)
      button.title = says
      button.addEventListener('click', () => chat.act({ act: 'presses', messageId: message.messageId, text: says }))
      line.append(button)
    }
    rows.append(line)
  }
  if (message.rows.length > 0) item.append(rows)
  const foot = make('div', 'foot')
  const time = new Date(message.at).toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai' })
  const who = chat.state.members.find(({ id }) => id === message.from)
  foot.append(
    `${chat.state.members.length > 1 && who ? `${who.name} · ` : ''}${time}${message.edited ? ' · 已修改' : ''}`,
  )
  const reply = make('button', '', '回复')
  reply.addEventListener('click', () => chat.begin({ replyTo: message.messageId }, `回复:${message.text.slice(0, 20)}`))
  foot.append(reply)
  if (message.from !== 0) {
    const edit = make('button', '', '修改')
    edit.addEventListener('click', () => chat.begin({ edits: message.messageId }, '修改这一句', message.text))
    foot.append(edit)
  }
  item.append(foot)
  return item
}

const createChat = () => {
  const root = byId('chat').content.firstElementChild.cloneNode(true)
  const find = (what) => root.querySelector(what)
  const [form, words, file, speaker, doing] = ['form', 'textarea', '[type=file]', '.speaker', '.doing'].map(find)
  const chat = { root, state: undefined, pending: {}, shown: '' }
  chat.act = (deed) => act({ chat: chat.state.id, person: Number(speaker.value), ...deed })
  chat.begin = (pending, label, text) => {
    chat.pending = pending
    doing.hidden = label === undefined
    doing.firstElementChild.textContent = label ?? ''
    if (text !== undefined) words.value = text
    words.focus()
  }
  doing.querySelector('button').addEventListener('click', () => chat.begin({}))
  find('.start').addEventListener('click', () => chat.act({ act: 'starts', text: words.value.trim() }))
  find('.block').addEventListener('click', () => chat.act({ act: chat.state.id < 0 ? 'migrates' : 'blocks' }))
  words.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const text = words.value
    const [chosen] = file.files
    const { edits, replyTo } = chat.pending
    if (text.trim() === '' && !chosen) return
    const attached = chosen && { file: { name: chosen.name, base64: await base64(chosen), as: find('.as').value } }
    form.reset()
    chat.begin({})
    await (edits === undefined
      ? chat.act({ act: 'says', text, replyTo, ...attached })
      : chat.act({ act: 'edits', messageId: edits, text }))
  })
  chat.show = (state) => {
    chat.state = state
    const now = JSON.stringify(state)
    if (now === chat.shown) return
    chat.shown = now
    find('.title').textContent = state.title
    find('small').textContent = state.id
    find('.block').textContent = state.id < 0 ? '升级为超级群' : state.blocked ? '解除屏蔽' : '屏蔽机器人'
    find('.start').hidden = state.id < 0
    speaker.hidden = state.members.length === 1
    if (speaker.childElementCount !== state.members.length)
      speaker.replaceChildren(...state.members.map(({ id, name }) => new Option(name, id)))
    const list = find('.messages')
    list.replaceChildren(...state.messages.map((message) => showMessage(chat, message)))
    const toEnd = () => (list.scrollTop = list.scrollHeight)
    for (const image of list.querySelectorAll('img')) image.addEventListener('load', toEnd)
    const entries = state.menu.map(({ command, description }) => {
      const entry = make('button', '', `/${command} ${description}`)
      entry.addEventListener('click', () => chat.begin({}, undefined, `/${command} `))
      return entry
    })
    find('.menu').replaceChildren(...entries)
    toEnd() // last: the menu has taken its room
  }
  return chat
}

const show = (state) => {
  byId('bot').textContent = `${state.bot.name} @${state.bot.username}`
  const way = state.webhook.url ? `回调 ${state.webhook.url}` : state.polling ? '机器人在线(长轮询)' : '机器人不在线'
  const time = new Date(state.now).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' })
  const refusal = state.lastRefusal ? `,最近 ${state.lastRefusal.code} ${state.lastRefusal.description}` : ''
  byId('state').textContent =
    `${way} · ${time} · 待取 ${state.pending} · 已发 ${state.sent} · 拒绝 ${state.refused}${refusal}` +
    (state.lastAnswer?.text ? ` · 按钮回应:${state.lastAnswer.text}` : '')
  for (const one of state.chats) {
    // A group that became a supergroup stays in its place.
    const key = `${one.title} ${one.id < 0 ? '' : one.id}`
    if (!chats.has(key)) {
      chats.set(key, createChat())
      byId('chats').append(chats.get(key).root)
    }
    chats.get(key).show(one)
  }
}

for (const button of document.querySelectorAll('header [data-act]'))
  button.addEventListener('click', () => void act({ act: button.dataset.act }))

let asking = false
let again = false
const refresh = async () => {
  again = asking
  if (asking) return
  asking = true
  try {
    show(await (await fetch('/play/state')).json())
  } finally {
    asking = false
  }
  if (again) await refresh()
}
new EventSource('/play/events').addEventListener('message', () => void refresh())
