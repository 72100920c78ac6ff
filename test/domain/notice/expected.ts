import { describe, expect, test } from 'vitest'

import { asked, circular, lines, read, type unitsOf } from './circular.ts'

/** What a careful officer reads out of a circular, written down before the reader saw it. */
export interface Expected {
  readonly file: string
  readonly place: keyof typeof unitsOf
  readonly title: string
  readonly header: readonly [issuer: string | null, documentNumber: string | null, publishedOn: string | null]
  readonly items: readonly string[]
  readonly questions: readonly string[]
}

export const expectReadings = (circulars: readonly Expected[]): void => {
  describe.each(circulars)('$file', ({ file, place, title, header, items, questions }) => {
    const notice = read(circular(file), place)
    test('header', () => {
      expect(notice.title).toBe(title)
      expect([notice.issuer, notice.documentNumber, notice.publishedOn]).toEqual(header)
    })
    test('items', () => expect(lines(notice)).toEqual(items))
    test('questions', () => expect(asked(notice)).toEqual(questions))
    test('no person, number or mailbox in what is shown', () => {
      const said = [...notice.items.map((item) => item.title), ...notice.questions.map(({ text }) => text)].join('\n')
      expect(said).not.toMatch(/1[3-9]\d{9}|\d{7,8}(?!\d)|@|某某|联系人/)
    })
  })
}
