import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether somebody knows a secret; takes the same time however much of it is right. */
export function isSameSecret(received: string, secret: string): boolean {
  // hashes are equally long, which `timingSafeEqual` needs
  const [one, other] = [received, secret].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one, other);
}
