import { describe, expect, it } from 'vitest'

import { readMarkdown } from '../standin/wecom/index.ts'

describe('what a user reads of markdown', () => {
  it.each([
    ['headings', '# 一\n## 二 ##\n### 三', '一\n二\n三'],
    ['no heading without a space', '#一', '#一'],
    ['bold and italic', '**12** *急* __粗__ _斜_ ***都***', '12 急 粗 斜 都'],
    ['marks that stand alone', '2 * 3 * 4，a_b_c，* 号', '2 * 3 * 4，a_b_c，* 号'],
    ['a closing mark behind punctuation, which closes nothing', '**注意：**请看', '**注意：**请看'],
    ['the same with a space', '**注意：** 请看', '注意： 请看'],
    ['escapes', String.raw`\*一\* \_二\_ \[三\] \# \| \> \< \\ \一`, String.raw`*一* _二_ [三] # | > < \ \一`],
    ['code, in which nothing is escaped', '`**a**` ``b`c``', '**a** b`c'],
    ['links and pictures', '[公告](https://a.cn/b) ![图](https://a.cn/c.png)', '公告 [图片]图'],
    ['tags that vanish, and entities', '<font color="info">绿</font> &lt; &amp; &nosuch;', '绿 < & &nosuch;'],
    ['nested lists', '- 一\n  - 二\n* 三', '• 一\n  • 二\n• 三'],
    ['written numbers after the first that do not count', '3. 一\n7. 二', '3. 一\n4. 二'],
    ['a number that is no list', '12\\. 一\n2021.6.4', '12. 一\n2021.6.4'],
    ['quotes, three deep', '> 一\n>> 二\n> > > 三', '│ 一\n│ │ 二\n│ │ │ 三'],
    ['a line that a quote swallows', '> 一\n二\n\n三', '│ 一\n│ 二\n\n三'],
    ['a table', '| 号 | 事 |\n|:-:|---|\n| 12 | a\\|b |\n| 13 |\n\n完', '号 | 事\n12 | a|b\n13 | \n\n完'],
    ['no table without its second line', '| 号 | 事 |\n| 12 | 一 |', '| 号 | 事 |\n| 12 | 一 |'],
    ['a rule, and dashes that make a heading of the line above', '一\n\n---\n\n二\n---\n三', '一\n\n———\n\n二\n三'],
    ['fenced code', '```\n**a**\n\n# b\n```\n完', '**a**\n\n# b\n完'],
    ['lines and gaps', '一\n二\n\n\n\n三\n', '一\n二\n\n三'],
  ])('%s', (_, content, read) => {
    expect(readMarkdown(content)).toBe(read)
  })
})
