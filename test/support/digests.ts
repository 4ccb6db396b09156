import { hash } from 'node:crypto';

/** A key such as the product makes: SHA-256 in base64. */
export function digest(text: string | number): string {
  return hash('sha256', String(text), 'base64');
}
