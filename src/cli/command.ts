/** What a command of the operator may touch; handed in so that a test can hold it. */
export interface CliIo {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: () => Promise<string>
}

/** One of the operator's commands: `duban <name> …`. Exit codes: 0 ok, 1 refused or failed, 2 usage. */
export interface CliCommand {
  readonly name: string
  /** One line of Chinese for `duban --help`. */
  readonly summary: string
  /** Printed by `duban <name> --help` and after a usage error; with an example. */
  readonly usage: string
  readonly run: (args: string[], io: CliIo) => Promise<number>
}

/** Thrown by a command for words it cannot use; printed with the usage, exit 2. */
export class Usage extends Error {
  override readonly name = 'Usage'
}
