import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { describeError, mistakesByField } from '../../ui/describe-error.ts'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './auth-form.module.css'
import { enter } from './enter.ts'
import type { AuthMode } from './missing-from.ts'
import { PasswordField } from './password-field.tsx'

const words = {
  'sign-up': {
    title: 'Create your account',
    submit: 'Sign up',
    other: 'sign-in',
    ask: 'Have an account?',
    go: 'Sign in',
  },
  'sign-in': { title: 'Welcome back', submit: 'Sign in', other: 'sign-up', ask: 'New here?', go: 'Create an account' },
} as const

interface AuthFormProps {
  mode: AuthMode
  onSwitch(mode: AuthMode): void
}

/** E-mail and password, to make an account or to sign in. */
export function AuthForm({ mode, onSwitch }: AuthFormProps) {
  const form = useRef<HTMLFormElement>(null)
  // A repeated sign-up would meet the account that the first one made, so nothing is sent twice by itself.
  const entering = useMutation({ mutationFn: enter, retry: false })
  const mistakes = mistakesByField(entering.error)
  const { title, submit, other, ask, go } = words[mode]
  useEffect(() => {
    if (entering.error) form.current?.querySelector<HTMLInputElement>('[aria-invalid]')?.focus()
  }, [entering.error])

  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (entering.isPending) return
    const data = new FormData(event.currentTarget)
    entering.mutate({ mode, email: textOf(data, 'email'), password: textOf(data, 'password') })
  }
  const elsewhere = entering.error && !mistakes.email && !mistakes.password
  return (
    <Card title={title}>
      <form ref={form} className={styles.form} onSubmit={onSubmit} noValidate aria-label={submit}>
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          inputMode="email"
          required
          error={mistakes.email}
        />
        <PasswordField isNew={mode === 'sign-up'} error={mistakes.password} />
        {elsewhere && <Notice tone="problem">{describeError(entering.error)}</Notice>}
        <Button type="submit" look="primary" busy={entering.isPending}>
          {entering.isPending ? 'One moment …' : submit}
        </Button>
      </form>
      <p className={styles.switch}>
        {ask}
        <Button look="quiet" onClick={() => onSwitch(other)}>
          {go}
        </Button>
      </p>
    </Card>
  )
}

function textOf(data: FormData, name: string): string {
  const value = data.get(name)
  return typeof value === 'string' ? value : ''
}
