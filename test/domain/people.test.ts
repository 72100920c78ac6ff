import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { codeLetters, readCode } from '#src/domain/code.ts'
import { parseCsv, writeCsv } from '#src/domain/csv.ts'
import { maskPhone, readPhone } from '#src/domain/phone.ts'
import { dutyName, readDuty } from '#src/domain/post.ts'

describe('a role in words', () => {
  it.each([
    ['联络员', 'liaison', false],
    ['liaison', 'liaison', false],
    ['A岗', 'liaison', false],
    ['联络员(A岗)', 'liaison', false],
    ['B岗', 'liaison', true],
    ['b角', 'liaison', true],
    ['联络员(B岗)', 'liaison', true],
    ['deputy', 'liaison', true],
    ['负责人', 'head', false],
    [' 一把手 ', 'head', false],
    ['审核员', 'officer', false],
    ['县领导', 'leader', false],
    ['ADMIN', 'admin', false],
  ] as const)('%s', (written, role, deputy) => {
    expect(readDuty(written)).toEqual({ role, deputy })
  })

  it('is read again from how it is said', () => {
    for (const word of ['联络员', 'B岗', '负责人', '审核员', '县领导', '管理员']) {
      const duty = readDuty(word)!
      expect(readDuty(dutyName(duty))).toEqual(duty)
    }
  })

  it.each(['主任', '', 'constructor', '县卫健局'])('「%s」 is none', (written) => {
    expect(readDuty(written)).toBeNull()
  })
})

describe('a telephone number', () => {
  it.each([
    ['138 1234 5678', '13812345678', '138****5678'],
    ['+86-13812345678', '13812345678', '138****5678'],
    ['13812345678', '13812345678', '138****5678'],
    ['0715-4321234', '07154321234', '071****1234'],
    ['4321234', '4321234', '****234'],
  ])('%s', (written, kept, masked) => {
    expect(readPhone(written)).toBe(kept)
    expect(maskPhone(kept)).toBe(masked)
  })

  it.each(['138123456', '138123456789', '12', '张三', ''])('「%s」 is none', (written) => {
    expect(readPhone(written)).toBeNull()
  })
})

describe('a code', () => {
  it('is read however it was typed', () => {
    const code = fc.string({ unit: fc.constantFrom(...Array.from(codeLetters)), minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(code, (made) => {
        const wide = Array.from(made, (char) => String.fromCodePoint(char.codePointAt(0)! + 0xfee0)).join('')
        for (const typed of [made, made.toLowerCase(), wide, ` ${made.slice(0, 3)} ${made.slice(3)}。`, `「${made}」`])
          expect(readCode(typed)).toBe(made)
      }),
    )
  })

  it('has no look-alikes', () => {
    for (const typed of ['ABCDE0', 'ABCDEO', 'ABCDE1', 'ABCDEI', 'ABCDEL', 'ABCDE', 'ABCDEFG', '中文字六个字'])
      expect(readCode(typed)).toBeNull()
  })
})

describe('a sheet', () => {
  it('comes back as it was written', () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '县', ',', '"', '\n', ';', '-', '1') })
      .map((said) => said.trim())
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const head = ['甲', '乙', '丙', '丁', '戊', '己']
        const harmless = rows.map((row) => row.map((one) => (/^[=+\-@]/.test(one) ? `'${one}` : one)))
        expect(parseCsv(writeCsv([head, ...rows]))).toEqual([head, ...harmless])
      }),
    )
  })

  it('is read with any separator, and blank rows keep their place', () => {
    expect(parseCsv('\uFEFF单位\t姓名\r\n\r\n县教育局\t"李,平"')).toEqual([
      ['单位', '姓名'],
      [''],
      ['县教育局', '李,平'],
    ])
    expect(parseCsv('单位;姓名\n甲;乙\n')).toEqual([
      ['单位', '姓名'],
      ['甲', '乙'],
    ])
    expect(parseCsv('')).toEqual([])
  })

  it('does not run as a formula', () => {
    expect(writeCsv([['=1+1', '甲']])).toBe("\uFEFF'=1+1,甲\r\n")
  })
})
