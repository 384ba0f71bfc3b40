import { SessionExpiry } from '../../src';

test('time to live names the attribute and needs no reason', () => {
  const expiry = SessionExpiry.timeToLive('expires');
  expect(expiry.timeToLiveAttribute).toBe('expires');
  expect(expiry.reason).toBeUndefined();
});

test('never gives the reason and names no attribute', () => {
  const expiry = SessionExpiry.never('the client writes milliseconds');
  expect(expiry.timeToLiveAttribute).toBeUndefined();
  expect(expiry.reason).toBe('the client writes milliseconds');
});

test.each(['e', 'x'.repeat(255)])('accepts an attribute name of 1 to 255 characters: %s', (name) => {
  expect(SessionExpiry.timeToLive(name).timeToLiveAttribute).toBe(name);
});

test.each(['', 'x'.repeat(256)])('fails when the attribute name is empty or too long: %s', (name) => {
  expect(() => SessionExpiry.timeToLive(name))
    .toThrow(new Error(`\`attributeName\` must be an attribute name of 1 to 255 characters, got: '${name}'`));
});

test.each(['', '  '])("fails when the reason is blank: '%s'", (reason) => {
  expect(() => SessionExpiry.never(reason))

    .toThrow(new Error(`\`reason\` must be a reason in words on one line, such as 'the client writes milliseconds', got: '${reason}'`));
});
