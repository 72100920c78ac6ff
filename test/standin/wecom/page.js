const at = (id) => document.getElementById(id)
const post = (path, body, type = 'application/json') =>
  fetch(path, { method: 'POST', body, headers: { 'content-type': type, 'x-standin': '1' } })
const act = (what, more = {}) =>
  post('/act', JSON.stringify({ do: what, chat: chat(), user: user(), ...more })).then(look)

let chats = []
const chat = () => at('chat').value
const user = () => at('user').value
const chosen = () => chats.find(({ id }) => id === chat())

const fill = (select, entries, keep) => {
  select.replaceChildren(...entries.map(([value, label]) => new Option(label, value)))
  if (entries.some(([value]) => value === keep)) select.value = keep
}

const choose = () =>
  fill(
    at('user'),
    (chosen()?.members ?? []).map((id) => [id, id]),
    user(),
  )

const bubble = (line) => {
  const row = document.createElement('div')
  row.className = line.who === user() ? 'line mine' : 'line'
  const head = document.createElement('small')
  head.className = 'who'
  head.textContent = `${line.who === 'bot' ? '机器人' : line.who} ${line.at}`
  const box = document.createElement('div')
  box.className = `bubble ${line.kind}`
  // Escaped by the server.
  box.innerHTML = line.html
  const buttons = document.createElement('div')
  buttons.className = 'buttons'
  for (const { label, says } of line.buttons) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = label
    button.title = says
    button.addEventListener('click', () => void act('click', { taskId: line.taskId, key: says }))
    buttons.append(button)
  }
  if (line.buttons.length > 0) box.append(buttons)
  row.append(head, box)
  return row
}

const show = (view) => {
  const wanted = chat()
  chats = view.chats
  fill(
    at('chat'),
    chats.map(({ id, kind, unlocked }) => [id, `${kind === 'group' ? '群 ' : ''}${id}${unlocked ? '' : '(未开通)'}`]),
    wanted,
  )
  choose()
  const missed = view.missed > 0 ? `,漏收 ${view.missed}` : ''
  at('state').textContent = view.online ? '● 机器人在线' : `○ 机器人离线${missed}`
  at('state').classList.toggle('online', view.online)
  at('now').textContent = view.now
  at('faults').textContent = view.faults.join(',')
  const lines = at('lines')
  const low = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 80
  lines.replaceChildren(...view.lines.map(bubble))
  if (low) lines.scrollTop = lines.scrollHeight
}

const look = async () => {
  const query = new URLSearchParams({ chat: chat(), user: user() })
  show(await (await fetch(`/state?${query}`)).json())
}

at('chat').addEventListener('change', () => {
  choose()
  void look()
})
at('user').addEventListener('change', () => void look())

const press = async ({ do: what, ms = '0' }) => {
  const name = what === 'addUser' ? prompt('用户账号') : what === 'addGroup' ? prompt('群编号') : ''
  if (name === null) return
  await act(what, { name, ms: Number(ms) })
  if (name === '') return
  at('chat').value = name
  at('chat').dispatchEvent(new Event('change'))
}

for (const button of document.querySelectorAll('[data-do]')) {
  button.addEventListener('click', () => void press(button.dataset))
}

const send = async () => {
  const [file] = at('file').files
  const text = at('text').value.trim()
  if (file === undefined && text === '') return
  at('text').value = ''
  if (file === undefined) return act('say', { text })
  const query = new URLSearchParams({ chat: chat(), user: user(), name: file.name, caption: text })
  at('file').value = ''
  await post(`/file?${query}`, file, 'application/octet-stream')
  await look()
}

at('say').addEventListener('submit', (event) => {
  event.preventDefault()
  void send()
})
at('text').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  void send()
})
at('file').addEventListener('change', () => {
  // A picture may go with words; any other file goes alone.
  if (at('text').value.trim() === '') void send()
})

new EventSource('/events').addEventListener('message', () => void look())
await look()
