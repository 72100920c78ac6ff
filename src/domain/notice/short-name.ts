import type { IsoDate } from '../dates.ts'

/** How people call a notice: four characters of what it is about and its day, 政务公开-0604. The office may change it. */
export const shortNameOf = (title: string, publishedOn: IsoDate | null): string => {
  const about = title
    .replaceAll(/[《》「」“”"'\s]/g, '')
    .replace(/^.*?(?:关于|对)/, '')
    .replace(/^(?:印发|开展|做好|进一步|全县|全市|全区|[一-龥]{1,4}?(?:县|市|区|州))+/, '')
  const subject = (about === '' ? title : about).slice(0, 4)
  return publishedOn === null ? subject : `${subject}-${publishedOn.slice(5).replace('-', '')}`
}
