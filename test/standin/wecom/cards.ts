type Bag = Record<string, unknown>

const bag = (value: unknown): Bag => (typeof value === 'object' && value !== null ? (value as Bag) : {})
const bags = (value: unknown): Bag[] => (Array.isArray(value) ? value.map(bag) : [])
const word = (value: unknown): string => (typeof value === 'string' ? value : '')
const bytes = (value: string): number => Buffer.byteLength(value)

const types = new Set(['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction'])

export interface CardLists {
  readonly buttons: readonly { readonly label: string; readonly says: string }[]
  readonly options: readonly Bag[]
}

const listsOf = (card: Bag): CardLists => {
  const submit = bag(card['submit_button'])
  const buttons = [
    ...bags(card['button_list']),
    ...(submit['key'] === undefined ? [] : [submit]),
    ...bags(bag(card['action_menu'])['action_list']),
  ]
  return {
    buttons: buttons.map((button) => ({ label: word(button['text']), says: word(button['key']) })),
    options: [bag(card['checkbox']), bag(card['button_selection']), ...bags(card['select_list'])].flatMap((list) =>
      bags(list['option_list']),
    ),
  }
}

/** [list, least, most] of each type; least 0 where it may be absent. */
const sizes = (type: string): readonly (readonly [string, number, number])[] => [
  ['horizontal_content_list', 0, 6],
  ['jump_list', 0, 3],
  ['vertical_content_list', 0, 4],
  ['button_list', type === 'button_interaction' ? 1 : 0, 6],
  ['select_list', type === 'multiple_interaction' ? 1 : 0, 3],
]

/** What is wrong with a template card, or null. The advised lengths in characters are not limits and not looked at. */
export const cardFault = (value: unknown): string | null => {
  const card = bag(value)
  const type = word(card['card_type'])
  if (!types.has(type)) return 'invalid card_type'
  const interactive = type.endsWith('_interaction')
  const title = word(bag(card['main_title'])['title'])
  if (type !== 'text_notice' && title === '') return 'main_title.title missing'
  if (type === 'text_notice' && title === '' && word(card['sub_title_text']) === '')
    return 'no title, no sub_title_text'
  const action = bag(card['card_action'])
  if (!interactive && action['type'] !== 1 && action['type'] !== 2) return 'card_action.type must be 1 or 2'
  if (action['type'] === 1 && word(action['url']) === '') return 'card_action.url missing'
  if (action['type'] === 2 && word(action['appid']) === '') return 'card_action.appid missing'
  if (type === 'news_notice' && card['card_image'] === undefined && card['image_text_area'] === undefined) {
    return 'card_image or image_text_area missing'
  }
  const task = card['task_id']
  if (task === undefined && (interactive || card['action_menu'] !== undefined)) return 'task_id missing'
  if (task !== undefined && !/^[\w@-]{1,128}$/.test(word(task))) return 'invalid task_id'
  for (const [list, least, most] of sizes(type)) {
    const { length } = bags(card[list])
    if (length < least || length > most) return `${list} has ${length} entries`
  }
  return listFault(card, type)
}

const listFault = (card: Bag, type: string): string | null => {
  const { buttons, options } = listsOf(card)
  if (buttons.some(({ label, says }) => label === '' || says === '' || bytes(says) > 1024)) return 'invalid button'
  if (new Set(buttons.map(({ says }) => says)).size < buttons.length) return 'button key not unique'
  const menu = bag(card['action_menu'])
  const actions = bags(menu['action_list']).length
  if (card['action_menu'] !== undefined && (actions < 1 || actions > 3)) return `action_list has ${actions} entries`
  if (bags(card['horizontal_content_list']).some((row) => word(row['keyname']) === '')) return 'keyname missing'
  if (options.some((option) => word(option['id']) === '' || bytes(word(option['id'])) > 128)) return 'invalid option id'
  if (
    (type === 'vote_interaction' || type === 'multiple_interaction') &&
    word(bag(card['submit_button'])['key']) === ''
  ) {
    return 'submit_button missing'
  }
  const boxes = bags(bag(card['checkbox'])['option_list']).length
  if (type === 'vote_interaction' && (boxes < 1 || boxes > 20)) return `checkbox has ${boxes} options`
  const selects = [
    ...bags(card['select_list']),
    ...(card['button_selection'] === undefined ? [] : [card['button_selection']]),
  ]
  if (selects.some((select) => !between(bags(bag(select)['option_list']).length, 1, 10)))
    return 'option_list has 1–10 entries'
  return null
}

const between = (value: number, least: number, most: number): boolean => value >= least && value <= most

/** A card from top to bottom, as plain lines, and what can be clicked on it. */
export const readCard = (value: unknown): { text: string; buttons: CardLists['buttons'] } => {
  const card = bag(value)
  const part = (name: string, ...keys: string[]): string[] => keys.map((key) => word(bag(card[name])[key]))
  const lines = [
    ...part('source', 'desc'),
    ...part('main_title', 'title', 'desc'),
    ...part('emphasis_content', 'title', 'desc'),
    ...part('image_text_area', 'title', 'desc'),
    ...part('quote_area', 'title', 'quote_text').map((line) => (line === '' ? '' : `│ ${line}`)),
    word(card['sub_title_text']),
    ...bags(card['vertical_content_list']).flatMap((row) => [word(row['title']), word(row['desc'])]),
    ...bags(card['horizontal_content_list']).map((row) => `${word(row['keyname'])}：${word(row['value'])}`),
    ...listsOf(card).options.map((option) => `○ ${word(option['text'])}`),
    ...bags(card['jump_list']).map((jump) => `${word(jump['title'])} ›`),
  ]
  return { text: lines.filter((line) => line !== '').join('\n'), buttons: listsOf(card).buttons }
}
