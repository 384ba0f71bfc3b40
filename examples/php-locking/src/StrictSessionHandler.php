<?php

declare(strict_types=1);

namespace ProfileApp;

use Aws\DynamoDb\DynamoDbClient;
use Aws\DynamoDb\LockingSessionConnection;
use Aws\DynamoDb\SessionConnectionInterface;
use Aws\DynamoDb\SessionHandler;
use Aws\DynamoDb\StandardSessionConnection;
use RuntimeException;
use SessionUpdateTimestampHandlerInterface;

/**
 * The SDK's handler with locking, made strict: an id that nobody gave out is refused before its lock is set, since
 * that would make an item that never expires; and where a lock is never opened, the handler would go on with an empty
 * session and then overwrite the real one. A session that cannot be read, written or deleted is an error.
 */
final class StrictSessionHandler extends SessionHandler implements SessionUpdateTimestampHandlerInterface
{
    /** @var array<string, bool> what was looked up in this request, so that asking twice costs one read */
    private array $known = [];
    private bool $locked = false;

    public function __construct(
        SessionConnectionInterface $locking,
        private readonly SessionConnectionInterface $plain,
    ) {
        parent::__construct($locking);
    }

    public static function fromClient(DynamoDbClient $client, array $config = [])
    {
        $plain = new StandardSessionConnection($client, $config);
        $locking = new class ($client, $config, $plain) extends LockingSessionConnection {
            public function __construct(DynamoDbClient $client, array $config, private readonly SessionConnectionInterface $plain)
            {
                parent::__construct($client, $config);
            }

            public function read($id)
            {
                // a lock that outlasts the wait is taken for that of a server that died
                return (parent::read($id) ?? $this->plain->read($id)) ?: throw new RuntimeException('the session could not be read');
            }
        };
        return new self($locking, $plain);
    }

    /** Looks without a lock. */
    public function knows(string $id): bool
    {
        return $this->known[$id] ??= $this->isAlive($this->plain->read(session_name() . '_' . $id));
    }

    public function validateId(string $id): bool
    {
        return $this->knows($id);
    }

    public function updateTimestamp(string $id, string $data): bool
    {
        return $this->write($id, $data);
    }

    #[\ReturnTypeWillChange]
    public function read($id)
    {
        $this->locked = false;
        $data = parent::read($id);
        $this->locked = true;
        return $data;
    }

    #[\ReturnTypeWillChange]
    public function write($id, $data)
    {
        return parent::write($id, $data) ?: throw new RuntimeException('the session could not be written');
    }

    #[\ReturnTypeWillChange]
    public function destroy($id)
    {
        unset($this->known[$id]);
        return parent::destroy($id) ?: throw new RuntimeException('the session could not be deleted');
    }

    #[\ReturnTypeWillChange]
    public function close()
    {
        // to close is to unlock: not what this request has not locked
        return !$this->locked || parent::close();
    }

    private function isAlive(array $item): bool
    {
        $expires = $item[$this->plain->getSessionLifetimeAttribute()] ?? 0;
        return $expires > time() && isset($item[$this->plain->getDataAttribute()]);
    }
}
