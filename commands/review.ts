import { reviewSaid } from '#src/views/review.ts'

import { namesOf } from './acting.ts'
import { defineCommand } from './command.ts'
import { waitingFor } from './judging.ts'

export default defineCommand({
  name: '待审',
  aliases: ['review'],
  summary: '报上来等您审核的',
  examples: ['待审'],
  english: 'Handed in and waiting for you',
  rights: ['officer', 'leader'],
  where: 'private',
  args: {},
  run: async (trx, { member }) => reviewSaid(await waitingFor(trx, member), await namesOf(trx)),
})
