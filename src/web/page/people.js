// Who one is: the picker, the people used lately, and the dots of those who have something new.
export const $ = (id) => document.getElementById(id)

const roleNames = { liaison: '联络员', head: '单位负责人', officer: '审核员', leader: '县领导', admin: '管理员' }
const badges = { liaison: '联', head: '责', officer: '审', leader: '领', admin: '管' }
const kindNames = {
  department: '部门',
  township: '乡镇',
  zone: '开发区',
  enterprise: '企业',
  village: '村',
  other: '其他单位',
}
const suggested = ['县政府督查室:officer', '县公安局', 'leader']

let people = []
let role = 'liaison'
/** The person one is now. */
export let me = null
let onChoose = () => {}
const unread = new Set()

const stored = (key, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise
  } catch {
    return otherwise
  }
}
const store = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // private browsing: it is only a convenience
  }
}

export const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}
const badge = (person) => {
  const made = element('span', { className: 'badge', textContent: badges[person.role] })
  made.dataset.role = person.role
  made.setAttribute('aria-hidden', 'true')
  return made
}
const title = (person) => (person.unit ? `${person.unit} ${roleNames[person.role]}` : roleNames[person.role])
export const find = (chat) => people.find((person) => person.chat === chat)

const dot = (chat) =>
  unread.has(chat)
    ? [element('span', { className: 'dot' }, element('span', { className: 'sr', textContent: '有新消息' }))]
    : []

const recent = () => {
  const chats = [...new Set([...stored('duban.recent', []), ...suggested])]
  return chats.map(find).filter(Boolean).slice(0, 5)
}

export const choose = (person) => {
  me = person
  unread.delete(person.chat)
  store('duban.recent', [person.chat, ...stored('duban.recent', []).filter((chat) => chat !== person.chat)].slice(0, 5))
  history.replaceState(null, '', `?as=${encodeURIComponent(person.chat)}`)
  $('who-name').textContent = title(person)
  $('who-badge').textContent = badges[person.role]
  $('who-badge').dataset.role = person.role
  document.title = `${title(person)} · 督办机器人`
  if ($('picker').open) $('picker').close()
  showDots()
  onChoose(person)
}

const personButton = (person, className, label) => {
  const made = element(
    'button',
    { type: 'button', className, onclick: () => choose(person) },
    badge(person),
    label,
    ...dot(person.chat),
  )
  if (person === me) made.setAttribute('aria-current', 'true')
  return made
}

const matches = (person, words) =>
  words === '' || [person.unit ?? '', person.name, ...person.aliases].some((name) => name.includes(words))

const showPeople = () => {
  const words = $('search').value.trim()
  const list = []
  let kind = null
  for (const person of people) {
    if (person.role !== role || !matches(person, words)) continue
    if (person.kind !== kind && person.kind && words === '') {
      list.push(element('li', { className: 'group', textContent: kindNames[person.kind] }))
    }
    kind = person.kind
    list.push(element('li', {}, personButton(person, '', person.unit ?? roleNames[person.role])))
  }
  if (list.length === 0)
    list.push(element('li', { className: 'group', textContent: `没有找到「${words}」的${roleNames[role]}。` }))
  $('people').replaceChildren(...list)
}

const showRoles = () => {
  const roles = Object.keys(roleNames).filter((it) => people.some((person) => person.role === it))
  $('roles').replaceChildren(
    ...roles.map((it) => {
      const made = element('button', {
        type: 'button',
        textContent: roleNames[it],
        onclick: () => ((role = it), showRoles(), showPeople()),
      })
      made.setAttribute('aria-pressed', String(it === role))
      return made
    }),
  )
}

const showDots = () => {
  $('unread').hidden = unread.size === 0
  $('recent').replaceChildren(...recent().map((person) => personButton(person, 'chip', title(person))))
}

// Only people one has been: a circular goes to sixty at once.
export const markUnread = (chat) => {
  if (!recent().some((person) => person.chat === chat)) return
  unread.add(chat)
  showDots()
}

export const openPicker = () => {
  if (me) role = me.role
  $('search').value = ''
  showDots()
  showRoles()
  showPeople()
  $('picker').showModal()
  $('people').querySelector('[aria-current]')?.scrollIntoView({ block: 'center' })
}

/** Knows everybody from now on; `chosen` is told who one is. */
export const setPeople = (all, chosen) => {
  people = all
  onChoose = chosen
}

$('who').addEventListener('click', openPicker)
$('picker-close').addEventListener('click', () => $('picker').close())
$('search').addEventListener('input', showPeople)
