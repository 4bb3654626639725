import type { Dimensions } from '../../fixtures/catalogue/dimensions.ts'
import type { TlsFiles } from '../run-tls.ts'
import type { TemplateValues } from './template.ts'

export interface RunValuesOptions {
  readonly dimensions: Partial<Dimensions>
  /** PIXIT in force. */
  readonly pixit: Readonly<Record<string, number>>
  readonly tls: TlsFiles
}

/** The names that `{{…}}` may use in a command whatever kind of subject it starts. */
export const runValues = ({ dimensions, pixit, tls }: RunValuesOptions): TemplateValues => ({
  'tls.certificate': tls.certificate,
  'tls.key': tls.key,
  'tls.authority': tls.authority,
  ...prefixed('dimension', dimensions),
  ...prefixed('pixit', pixit),
})

const prefixed = (prefix: string, values: object): TemplateValues =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value as unknown]))
