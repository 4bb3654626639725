import { join } from 'node:path'
import { installedProgram, isProgram } from '../installed-program.ts'
import { MissingProgramError } from '../missing-program.ts'

/** Names the Chromium that prints, where no option does. */
export const CHROMIUM_VARIABLE = 'IWF_CONFORMANCE_CHROMIUM'

export interface ChromiumPlaces {
  /** What the user named on the command line. */
  readonly named?: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where Playwright keeps a browser of its own, whether there is one or not. */
  readonly playwrights: string
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

/**
 * The Chromium to print with: the one that the user named, else that of {@link CHROMIUM_VARIABLE}, else Playwright's
 * own, else the system's. One that is named and is not there is never replaced by another. Throws a
 * {@link MissingProgramError} that says what to install.
 */
export function findChromium({ named, environment, playwrights }: ChromiumPlaces): string {
  // A variable that is set to nothing is one that is not set; an option is not.
  const given = named ?? (environment[CHROMIUM_VARIABLE] || undefined)
  if (given !== undefined) {
    if (isProgram(given)) return given
    const by = named === undefined ? `the variable ${CHROMIUM_VARIABLE} names` : '--chromium names'
    throw new MissingProgramError(
      `${by} ${given === '' ? 'nothing' : given}, which is no program: give the path of a Chromium`,
    )
  }
  const found =
    [playwrights, ...usualPlaces(environment)].find(isProgram) ?? installedProgram(NAMES, environment['PATH'])
  if (found !== undefined) return found
  throw new MissingProgramError(
    'a PDF is printed by Chromium, and none is installed: install it (Debian: apt-get install chromium; any system: ' +
      `npx playwright install chromium), or name one with --chromium PATH or the variable ${CHROMIUM_VARIABLE}; ` +
      'report.html needs none of this',
  )
}

/** Where systems keep browsers that their search path does not lead to. */
const usualPlaces = (environment: ChromiumPlaces['environment']): readonly string[] => [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ...['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap(variable => {
    const folder = environment[variable]
    return folder === undefined ? [] : [join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')]
  }),
]
