import { ConfigurationError } from '../configuration.ts'

/** Values that a command line or a file of the subject may refer to, by dotted name. */
export type TemplateValues = Readonly<Record<string, unknown>>

/**
 * Replaces each `{{name}}` by its value: texts and numbers as they are, anything else as JSON. Throws
 * {@link ConfigurationError} (`unknown-template-name`) that lists the names there are.
 */
export function fillIn(template: string, values: TemplateValues): string {
  return template.replace(/\{\{\s*([^{}\s]+)\s*\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined)
      throw new ConfigurationError(
        'unknown-template-name',
        `{{${name}}} is not known here; there are: ${Object.keys(values).sort().join(', ')}`,
      )
    return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
  })
}
