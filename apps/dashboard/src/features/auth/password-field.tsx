import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'

/** A password, which can be looked at while it is typed. A new one comes with the rules. */
export function PasswordField({ isNew, error }: { isNew: boolean; error: string | undefined }) {
  const [shown, setShown] = useState(false)
  return (
    <Field
      label="Password"
      name="password"
      type={shown ? 'text' : 'password'}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      autoCapitalize="none"
      spellCheck={false}
      required
      hint={isNew && '8 to 128 characters, spaces welcome. The most common passwords are refused.'}
      error={error}
      action={
        <Button look="icon" aria-label="Show the typed text" aria-pressed={shown} onClick={() => setShown(!shown)}>
          <Icon name={shown ? 'eyeOff' : 'eye'} />
        </Button>
      }
    />
  )
}
