// What I say: typed, pressed, pasted or dropped.
import { log, pending, toEnd } from './log.js'
import { $, element, me, openPicker } from './people.js'

const text = $('text')
let attached = []

const grow = () => {
  text.style.height = 'auto'
  text.style.height = `${text.scrollHeight + 2}px`
}

const showAttached = () =>
  $('attached').replaceChildren(
    ...attached.map((file) => {
      const remove = element('button', { type: 'button', className: 'plain', textContent: '✕' })
      remove.setAttribute('aria-label', `不发 ${file.name}`)
      remove.addEventListener('click', () => ((attached = attached.filter((it) => it !== file)), showAttached()))
      return element('li', {}, file.name, remove)
    }),
  )

const attach = (files) => {
  attached = [...attached, ...files]
  showAttached()
}

export const post = async (path, body) => {
  const response = await fetch(path, { method: 'POST', body })
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new Error(answer.error ?? '服务器没有收下,请再试一次。')
  return answer
}
export const reason = (error) => (error instanceof TypeError ? '连不上服务器,没有发出。' : error.message)

const settled = (entry) => {
  if (pending.includes(entry)) pending.splice(pending.indexOf(entry), 1)
}

const deliver = async (entry) => {
  const { line, form, chat } = entry
  pending.push(entry)
  log.append(line)
  toEnd()
  const state = line.querySelector('.state')
  line.className = 'line user pending'
  state.textContent = '发送中……'
  try {
    await post('/chat/say', form)
    // Its own line comes by the stream and takes its place.
    setTimeout(() => {
      settled(entry)
      line.remove()
    }, 8000)
  } catch (error) {
    settled(entry)
    if (me.chat !== chat) return
    line.className = 'line user failed'
    const again = element('button', { type: 'button', className: 'again', textContent: '再发一次' })
    again.addEventListener('click', () => deliver(entry))
    state.replaceChildren(reason(error), again)
    toEnd()
  }
}

const say = (kind, words, files = []) => {
  if (!me) return openPicker()
  const form = new FormData()
  form.set('as', me.chat)
  form.set(kind, words)
  for (const file of files) form.append('file', file)
  const said = [...(words === '' ? [] : [words.slice(0, 2000)]), ...files.map((file) => `[文件] ${file.name}`)].join(
    '\n',
  )
  const bubble = element('div', { className: 'bubble' }, element('p', { textContent: said }))
  const line = element('article', {}, bubble, element('span', { className: 'state' }))
  const entry = { line, form, chat: me.chat }
  log.querySelector('.hint')?.remove()
  return deliver(entry)
}

const submit = () => {
  const words = text.value
  if (words.trim() === '' && attached.length === 0) return
  if (!me) return openPicker()
  void say('text', words, attached)
  text.value = ''
  attached = []
  showAttached()
  grow()
}

$('say').addEventListener('submit', (event) => {
  event.preventDefault()
  submit()
})
text.addEventListener('input', grow)
text.addEventListener('keydown', (event) => {
  // While an input method composes, Enter chooses the word.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
  event.preventDefault()
  submit()
})
text.addEventListener('paste', (event) => {
  if (event.clipboardData.files.length === 0 || event.clipboardData.types.includes('text/plain')) return
  event.preventDefault()
  attach(event.clipboardData.files)
})
$('attach').addEventListener('click', () => $('file').click())
$('file').addEventListener('change', () => {
  attach($('file').files)
  $('file').value = ''
})
document.addEventListener('dragover', (event) => {
  event.preventDefault()
  document.body.classList.add('dropping')
})
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) document.body.classList.remove('dropping')
})
document.addEventListener('drop', (event) => {
  event.preventDefault()
  document.body.classList.remove('dropping')
  attach(event.dataTransfer.files)
})
document.addEventListener('click', (event) => {
  const chip = event.target.closest?.('[data-says]')
  if (chip) void say('button', chip.dataset.says)
})
