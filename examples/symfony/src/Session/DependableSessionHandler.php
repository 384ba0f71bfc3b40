<?php

namespace App\Session;

/**
 * Makes any handler one to depend on: a session that cannot be written or deleted is an error, where PHP would put a
 * warning into a log; and one that holds nothing, as after a log-out, does not become an item.
 */
final class DependableSessionHandler implements \SessionHandlerInterface
{
    private ?string $found = null;

    public function __construct(private readonly \SessionHandlerInterface $handler)
    {
    }

    public function open(string $path, string $name): bool
    {
        return $this->handler->open($path, $name);
    }

    public function read(string $id): string|false
    {
        // an id that PHP never makes is not asked for: DynamoDB refuses long ones
        $data = preg_match('/^[a-zA-Z0-9,-]{22,256}\z/', $id) ? $this->handler->read($id) : '';
        $this->found = '' === $data ? null : $id;

        return $data;
    }

    public function write(string $id, string $data): bool
    {
        $this->found = $id;

        return $this->handler->write($id, $data) ?: throw new \RuntimeException('The session could not be written.');
    }

    public function destroy(string $id): bool
    {
        return $this->found !== $id // nothing there
            || ($this->handler->destroy($id) ?: throw new \RuntimeException('The session could not be deleted.'));
    }

    public function close(): bool
    {
        // the handlers for DynamoDB then move the expiry of a session that was not written
        return session_id() !== $this->found || $this->handler->close();
    }

    public function gc(int $max_lifetime): int|false
    {
        return 0; // DynamoDB's time to live deletes what has expired
    }
}
