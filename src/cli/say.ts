import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'

import { keepFile } from '#db/files.ts'
import { knock, storeIncoming } from '#db/inbox.ts'
import { messagesCausedBy } from '#db/messages.ts'
import { isTrialPerson, progressOf } from '#db/people.ts'
import { allUnits } from '#db/units.ts'
import { fileType } from '#src/domain/file-type.ts'
import { roleNames, roles } from '#src/domain/member.ts'
import { type FileRef, plain } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { resolveUnit } from '#src/domain/unit.ts'

import { type CliCommand, type CliIo, Usage } from './command.ts'
import { type RunningTrial, withRunningTrial } from './running.ts'

const examples = '例:县公安局、县公安局:head、县政府督查室:officer、leader'
const patienceMs = 60_000
const largestFile = 20 * 1024 * 1024
const longestText = 2_000_000

/** The local chat of a person written as 单位[:角色] or leader. */
const chatOf = async ({ db }: RunningTrial, as: string): Promise<string> => {
  const [name = '', wanted = 'liaison'] = as.trim().split(/[:\uFF1A]/, 2)
  const role = roles.find((one) => one === wanted || roleNames[one] === wanted)
  const alone = roles.find((one) => one === name || roleNames[one] === name)
  if (role === undefined) throw new Refusal(`没有「${wanted}」这个角色,可用:${roles.join('、')}。${examples}`)
  let chat: string | undefined = alone
  if (alone === undefined) {
    const { unit, candidates } = resolveUnit(name, await allUnits(db))
    const near = candidates.length > 0 ? `是不是:${candidates.slice(0, 3).join('、')}?` : ''
    if (unit === null) throw new Refusal(`没有「${name}」这个单位。${near}${examples}`)
    chat = role === 'liaison' ? unit.name : `${unit.name}:${role}`
  }
  if (chat === undefined || !(await isTrialPerson(db, chat)))
    throw new Refusal(`试用里没有「${as}」这个人。${examples}`)
  return chat
}

const fileOf = async ({ db }: RunningTrial, path: string): Promise<FileRef> => {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new Refusal(`读不了文件 ${path}:${error.message}`)
  })
  if (bytes.length > largestFile) throw new Refusal(`文件 ${path} 太大:最大 20 MB。`)
  return keepFile(db, { name: basename(path), type: fileType(bytes), bytes })
}

interface Speech {
  readonly as: string
  readonly text: string
  readonly file: string | undefined
}

interface Answered {
  readonly to: string
  readonly text: string
  readonly buttons: readonly string[]
}

/** Says it and waits until everything sent because of it is out. */
const saySo = async (trial: RunningTrial, { as, text, file }: Speech): Promise<Answered[]> => {
  const { db } = trial
  const chat = await chatOf(trial, as)
  const files = file === undefined ? [] : [await fileOf(trial, file)]
  const received = { channel: 'local', incomingId: randomUUID(), chat, chatKind: 'single', sender: chat } as const
  const id = await storeIncoming(db, {
    ...received,
    kind: 'text',
    text,
    quoted: null,
    files,
    receivedAt: await trial.now(),
  })
  if (id === null) throw new Refusal('没有存下,请再试一次。')
  await knock(db, 'inbox')
  let handled = false
  const done = await trial.waitFor(async () => {
    const progress = await progressOf(db, id, await trial.now())
    handled = progress.handled
    return progress.handled && progress.pending === 0 ? true : null
  }, patienceMs)
  if (!done) {
    throw new Refusal(
      `等了 ${patienceMs / 1000} 秒${handled ? ',已处理,但还有消息没有发完' : '还没有处理'}。消息已存下(收件 ${id}),不会丢。`,
    )
  }
  const caused = await messagesCausedBy(db, `inbox/${id}`)
  return caused.flatMap(({ channel, chat: to, state, body }) => {
    if (to === null || (state !== 'sent' && state !== 'unknown')) return []
    const buttons = (body.buttons ?? []).map(({ says }) => says)
    return [{ to: channel === 'local' ? to : `${channel} ${to}`, text: plain(body), buttons }]
  })
}

const readable = ({ to, text, buttons }: Answered): string =>
  [`【${to}】`, text, ...(buttons.length > 0 ? [`[${buttons.join('] [')}]`] : [])].join('\n')

const speech = async (args: string[], io: CliIo): Promise<Speech & { readonly json: boolean }> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { as: { type: 'string' }, file: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  const { as, file, json } = values
  if (as === undefined) throw new Usage(`缺 --as:以谁的身份说。${examples}`)
  const [said, ...more] = positionals
  if (more.length > 0) throw new Usage('话要放在一对引号里。')
  const words = said === '-' ? await io.stdin() : (said ?? '')
  const text = words.replaceAll('\r\n', '\n').replaceAll('\0', '')
  if (text.trim() === '' && file === undefined) throw new Usage('缺要说的话,或 --file。')
  if (text.length > longestText) throw new Refusal('文字太长:最多 200 万字。请改用 --file。')
  return { as, text, file, json }
}

export default {
  name: 'say',
  summary: '试用:以某人的身份说一句话,看机器人回什么',
  usage: `duban say --as <单位>[:角色]|leader "<话>" [--file 文件] [--json]
角色不写就是联络员;话写成 - 就读标准输入。要有 duban 正在运行(npm start)。
例:duban say --as 县公安局 事项
    duban say --as 县政府督查室:officer 预览
    duban say --as 县卫健局 "整改 36 已公开" --file 截图.png`,
  run: async (args, io) => {
    const { json, ...what } = await speech(args, io)
    const messages = await withRunningTrial(io, (trial) => saySo(trial, what))
    io.out(json ? JSON.stringify({ messages }) : messages.map(readable).join('\n\n'))
    if (messages.length > 0) return 0
    if (!json) io.err('没有回答。')
    return 1
  },
} satisfies CliCommand
