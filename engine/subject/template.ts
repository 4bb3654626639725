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

/**
 * The same for every text within a value. A text that is one `{{name}}` and nothing else becomes the value itself, so
 * that a JSON file gets its numbers, lists and objects.
 */
export function fillInAll(template: unknown, values: TemplateValues): unknown {
  if (typeof template === 'string') {
    const whole = /^\{\{\s*([^{}\s]+)\s*\}\}$/.exec(template)?.[1]
    return whole === undefined || values[whole] === undefined ? fillIn(template, values) : values[whole]
  }
  if (Array.isArray(template)) return template.map(item => fillInAll(item, values))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, fillInAll(value, values)]))
}
