import digest from './digest.ts'
import type { Job } from './job.ts'

/** One line a job. */
export const jobs: readonly Job[] = [digest]
