import { addressesOf } from '#db/members.ts'
import { list, text } from '#src/domain/message.ts'

import { defineCommand } from './command.ts'
import { postNames } from './speaker.ts'

const channelNames: Readonly<Record<string, string>> = { local: '本机试用', telegram: 'Telegram', wecom: '企业微信' }

export default defineCommand({
  name: '我',
  aliases: ['me'],
  summary: '您的身份和绑定',
  examples: ['我'],
  rights: 'everyone',
  args: {},
  run: async (trx, { member }) => {
    const addresses = await addressesOf(trx, member.id)
    return {
      title: member.name,
      blocks: [
        list(await postNames(trx, member), '职责'),
        list(
          addresses.map(({ channel }, at) => `${channelNames[channel] ?? channel}${at === 0 ? '(先发这里)' : ''}`),
          '绑定',
        ),
        text('工作日8:30一条,至多再加一条;晚上和节假日不发。'),
      ],
    }
  },
})
