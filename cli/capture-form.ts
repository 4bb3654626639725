import { ConfigurationError } from '../engine/configuration.ts'
import { CAPTURE_FORMS, type CaptureForm } from '../reports/captures/write-captures.ts'

/** What `--captures` asks for. Throws {@link ConfigurationError} (`usage`) when it is no form. */
export function captureForm(value: string | undefined): CaptureForm | undefined {
  if (value === undefined) return undefined
  const form = CAPTURE_FORMS.find(known => known === value)
  if (form === undefined)
    throw new ConfigurationError('usage', `--captures ${value}: one of ${CAPTURE_FORMS.join(', ')}, please`)
  return form
}
