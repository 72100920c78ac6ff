import type { ChatState } from './chats.ts'
import { botObject, chatObject, messageObject, userObject } from './objects.ts'
import type { Fields } from './params.ts'
import type { Group, Person, TelegramStandin } from './types.ts'
import type { World } from './world.ts'

type ComingAndGoing = Pick<
  TelegramStandin,
  'addPerson' | 'addGroup' | 'blocks' | 'unblocks' | 'deactivates' | 'kicks' | 'joins' | 'migrates' | 'promotes'
>

type Status = 'member' | 'administrator' | 'kicked' | 'left'

const names = ['王建国', '李秀英', '张伟', '刘芳', '陈静', '杨洋', '赵磊', '黄敏', '周涛', '吴霞']

/** People and groups: who is there, who shuts the bot out and lets it in again. */
export const createComingAndGoing = (world: World): ComingAndGoing => {
  const { chats, queue, clock } = world
  let nextPerson = 800_000_001
  let nextGroup = 4_000_001

  const serve = (chat: ChatState, from: number, service: Fields): number => {
    const message = chats.add(chat, {
      from,
      at: clock.now(),
      text: '',
      html: '',
      entities: [],
      keyboard: undefined,
      editedAt: undefined,
      service,
    })
    return queue.push('message', `chat ${chat.id}`, messageObject(world, chat, message))
  }

  const tellStatus = (chat: ChatState, by: number, before: Status, after: Status): number => {
    const member = (status: Status): Fields => ({
      status,
      user: botObject(world),
      ...(status === 'kicked' && { until_date: 0 }),
    })
    return queue.push('my_chat_member', `chat ${chat.id}`, {
      chat: chatObject(world, chat),
      from: userObject(chats.person(by)),
      date: clock.seconds(),
      old_chat_member: member(before),
      new_chat_member: member(after),
    })
  }

  const firstOf = (chat: ChatState): number => {
    const [first] = chat.members
    if (first === undefined) throw new Error('a group needs a member')
    return first
  }

  const enter = (chat: ChatState): number => {
    chat.botIn = true
    const by = firstOf(chat)
    const id = tellStatus(chat, by, 'left', chat.admin ? 'administrator' : 'member')
    serve(chat, by, { new_chat_members: [botObject(world)] })
    return id
  }

  const switchBlock = (person: Person, blocked: boolean): number => {
    const state = chats.person(person.id)
    if (state.blocked === blocked) return 0
    state.blocked = blocked
    const [before, after] = blocked ? (['member', 'kicked'] as const) : (['kicked', 'member'] as const)
    return tellStatus(chats.get(person.id), person.id, before, after)
  }

  const groupId = (supergroup: boolean): number => (supergroup ? -1_000_000_000_000 - nextGroup++ : -nextGroup++)

  return {
    addPerson: (name, { started = false, language = 'zh-hans' } = {}) => {
      const id = nextPerson++
      const called = name ?? names[id % names.length]!
      const person = { id, name: called, language, started, blocked: false, deactivated: false }
      chats.people.set(id, person)
      chats.create({ id, kind: 'private', title: '', forum: false, admin: false }, [id])
      return { id, name: called }
    },
    addGroup: (members, options = {}) => {
      const { title = '督办工作群', forum = false, supergroup = forum, admin = false, announced = false } = options
      const kind = supergroup ? 'supergroup' : 'group'
      const chat = chats.create(
        { id: groupId(supergroup), kind, title, forum, admin },
        members.map(({ id }) => id),
      )
      if (announced) enter(chat)
      return { id: chat.id, title }
    },
    blocks: async (person) => switchBlock(person, true),
    unblocks: async (person) => switchBlock(person, false),
    deactivates: (person) => void (chats.person(person.id).deactivated = true),
    kicks: async ({ id }) => {
      const chat = chats.get(id)
      chat.botIn = false
      return tellStatus(chat, firstOf(chat), chat.admin ? 'administrator' : 'member', 'kicked')
    },
    joins: async ({ id }) => enter(chats.get(id)),
    promotes: ({ id }, admin) => void (chats.get(id).admin = admin),
    migrates: async ({ id, title }): Promise<Group> => {
      const old = chats.get(id)
      if (old.kind !== 'group') throw new Error('only a basic group becomes a supergroup')
      const { forum, admin, members } = old
      const next = chats.create({ id: groupId(true), kind: 'supergroup', title, forum, admin }, members)
      serve(old, firstOf(old), { migrate_to_chat_id: next.id })
      serve(next, firstOf(next), { migrate_from_chat_id: id })
      old.movedTo = next.id
      return { id: next.id, title }
    },
  }
}
