import type { Stage } from './page.ts'
import { isFields } from './params.ts'
import type { FaultDeed, Group, Person, SayOptions } from './types.ts'

interface Deed {
  readonly act: string
  /** The chat in which it is done; a person's id, or a group's. */
  readonly chat: number
  readonly person: number
  readonly text?: string
  readonly messageId?: number
  readonly replyTo?: number
  readonly file?: { readonly name: string; readonly base64: string; readonly as: 'document' | 'photo' | 'video' }
}

export const isDeed = (value: unknown): value is Deed => isFields(value) && typeof value['act'] === 'string'

const faults: Readonly<Record<string, { readonly method: string; readonly deed: FaultDeed }>> = {
  'fault-429': { method: 'sendMessage', deed: { kind: 'refuse', code: 429, retryAfter: 5 } },
  'fault-500': { method: 'sendMessage', deed: { kind: 'refuse', code: 500 } },
  'fault-lost': { method: 'sendMessage', deed: { kind: 'close', when: 'after-reading' } },
  'fault-unknown': { method: 'sendMessage', deed: { kind: 'close', when: 'after-accepting' } },
  'fault-twice': { method: 'getUpdates', deed: { kind: 'twice' } },
  'fault-again': { method: 'getUpdates', deed: { kind: 'again' } },
  'fault-silent': { method: 'getUpdates', deed: { kind: 'half-open' } },
  'fault-409': { method: 'getUpdates', deed: { kind: 'refuse', code: 409 } },
}

const speak = (stage: Stage, deed: Deed, person: Person, group: Group | undefined): Promise<number> => {
  const { standin } = stage
  const { text = '', file, replyTo } = deed
  const options: SayOptions = { ...(group && { group }), ...(replyTo !== undefined && { replyTo }) }
  if (!file) return standin.says(person, text, options)
  const caption = text === '' ? {} : { caption: text }
  return standin.sendsFile(person, file.name, Buffer.from(file.base64, 'base64'), {
    ...options,
    ...caption,
    as: file.as,
  })
}

const block = ({ standin, blocked }: Stage, person: Person): Promise<number> => {
  if (blocked.delete(person.id)) return standin.unblocks(person)
  blocked.add(person.id)
  return standin.blocks(person)
}

const everywhere = ({ standin, people }: Stage, deed: Deed): number | undefined => {
  const fault = faults[deed.act]
  if (fault) standin.faults.add(fault)
  else if (deed.act === 'add-person') people.push(standin.addPerson(deed.text))
  else if (deed.act === 'minute') standin.moveClock(60_000)
  else if (deed.act === 'day') standin.moveClock(86_400_000)
  else return undefined
  return 0
}

/** Does what somebody did on the page. The id of the update that it made; 0: none. Throws in words. */
export const act = async (stage: Stage, deed: Deed): Promise<number> => {
  const { standin, people, groups } = stage
  const done = everywhere(stage, deed)
  if (done !== undefined) return done
  const person = people.find(({ id }) => id === deed.person)
  if (!person) throw new Error('没有这个人')
  const at = groups.findIndex(({ group }) => group.id === deed.chat)
  const group = groups[at]?.group
  const where = group ? { group } : {}
  const { messageId = 0, text = '' } = deed
  switch (deed.act) {
    case 'says':
      return speak(stage, deed, person, group)
    case 'presses':
      return standin.presses(person, messageId, text, where)
    case 'edits':
      return standin.edits(person, messageId, text, where)
    case 'starts':
      return standin.starts(person, text === '' ? undefined : text)
    case 'blocks':
      return block(stage, person)
    case 'migrates': {
      if (!group) throw new Error('只有群能升级')
      const next = await standin.migrates(group)
      groups[at] = { ...groups[at]!, group: next }
      return 0
    }
    default:
      throw new Error('没有这样的动作')
  }
}
