import { writeCsv } from '#src/domain/csv.ts'

import { houseRules } from './people.ts'

/** One printed slip: a person and the code to bind with. */
export interface Slip {
  readonly unit: string
  readonly duty: string
  readonly name: string
  /** Masked already where its reader may not see it. */
  readonly phone: string
  readonly code: string
  readonly until: string
}

/** The codes as a sheet. */
export const slipsSheet = (slips: readonly Slip[]): string =>
  writeCsv([
    ['单位', '岗位', '姓名', '电话', '邀请码', '有效期至'],
    ...slips.map(({ unit, duty, name, phone, code, until }) => [unit, duty, name, phone, code, until]),
  ])

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (said: string): string => said.replaceAll(/[&<>"']/g, (char) => entities[char]!)

const style = `
  body { font-family: "Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; margin: 12mm; color: #111; }
  h1 { font-size: 14pt; margin: 0 0 2mm; }
  p.note { font-size: 10pt; margin: 0 0 5mm; }
  main { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm; }
  section { border: 1px dashed #666; padding: 4mm; break-inside: avoid; font-size: 11pt; line-height: 1.6; }
  section b { display: block; font-size: 12pt; }
  .code { font: bold 18pt/1.4 "Consolas", "Menlo", monospace; letter-spacing: 2pt; }
  small { font-size: 9pt; color: #333; }`

const slipHtml = ({ unit, duty, name, code, until }: Slip): string => `<section>
<b>${escaped(unit)} ${escaped(duty)}</b>
<div>${escaped(name)} 同志:请单独给「督办机器人」发送</div>
<div class="code">绑定 ${escaped(code)}</div>
<small>${escaped(until)}前有效,只能用一次。${houseRules}</small>
</section>`

/** The codes as a page to be printed and cut; nothing is loaded from elsewhere, and no telephone stands on it. */
export const slipsPage = (slips: readonly Slip[]): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>督办机器人邀请码</title>
<style>${style}
</style>
</head>
<body>
<h1>督办机器人邀请码 ${slips.length}张</h1>
<p class="note">请沿虚线裁开,分别交给本人。每张只写本人的码,请勿转发到群里。</p>
<main>
${slips.map(slipHtml).join('\n')}
</main>
</body>
</html>
`
