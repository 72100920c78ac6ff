import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { commandsPage } from './support/commands-page.ts'
import { cliCommands } from '#src/cli/index.ts'

const read = (file: string): string => readFileSync(join(import.meta.dirname, '..', file), 'utf8')

it('docs/commands.md is the table of commands (RUN: npm run docs)', () => {
  expect(read('docs/commands.md')).toBe(commandsPage())
})

it('the README names every command of the operator and every setting', () => {
  const readme = read('README.md')
  for (const { name } of cliCommands) expect(readme).toContain(`\`${name}`)
  const settings = [...read('.env.example').matchAll(/^#? ?([A-Z_]+)=/gm)].map((match) => match[1]!)
  for (const setting of settings) expect(readme).toContain(`\`${setting}\``)
  const known = [...read('src/config.ts').matchAll(/^ {2}([A-Z_]+): (?:z\.|address\()/gm)].map((match) => match[1]!)
  expect(settings.toSorted()).toEqual(known.toSorted())
})

it('the README has the two set-up commands', () => {
  const readme = read('README.md')
  expect(readme).toContain('npm ci && npm start')
  expect(readme).toContain('npm ci && npm test')
})
