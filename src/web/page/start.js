// The clock, the quick commands, and the beginning.
import { clear, connect, trouble } from './log.js'
import { $, choose, element, find, openPicker, setPeople } from './people.js'
import { post, reason } from './send.js'

const quick = {
  liaison: ['事项', '收到', '帮助'],
  head: ['事项', '收到', '帮助'],
  officer: ['预览', '待审', '帮助'],
  leader: ['汇总', '帮助'],
  admin: ['帮助'],
}

const hints = {
  liaison: '还没有消息。督查室发布通报后,本单位的事项会发到这里。',
  head: '还没有消息。本单位逾期或没人签收时,会告诉您。',
  officer: '还没有消息。「预览」看通报读成了什么,「待审」看各单位报来的整改。',
  leader: '还没有消息。「汇总」看全县办到哪里了。',
  admin: '还没有消息。「帮助」看可以说什么。',
}

const enter = (person) => {
  $('quick').replaceChildren(
    ...quick[person.role].map((says) => {
      const chip = element('button', { type: 'button', className: 'chip', textContent: says })
      chip.dataset.says = says
      return chip
    }),
  )
  clear(hints[person.role])
  connect(person.chat)
}

const toNextMorning = async () => {
  const label = $('next').textContent
  $('next').disabled = true
  $('next').textContent = '正在过到……'
  try {
    $('clock').textContent = (await post('/chat/clock')).text
    trouble('')
  } catch (error) {
    trouble(reason(error))
  }
  $('next').textContent = label
  $('next').disabled = false
}
$('next').addEventListener('click', () => void toNextMorning())

const begin = async () => {
  try {
    const response = await fetch('/chat/people')
    const { people } = await response.json()
    setPeople(people, enter)
  } catch {
    trouble('连不上服务器,正在重新连接……')
    setTimeout(() => void begin(), 2000)
    return
  }
  trouble('')
  const person = find(new URLSearchParams(location.search).get('as'))
  if (person) choose(person)
  else openPicker()
}
void begin()
