<?php

declare(strict_types=1);

namespace ProfileApp;

use Aws\DynamoDb\SessionHandler;
use RuntimeException;
use SessionUpdateTimestampHandlerInterface;

/**
 * The SDK's handler, made strict: without `validateId` PHP would take any id that a visitor invents, in spite of
 * `session.use_strict_mode`, and a session that cannot be written or deleted would be a warning in a log.
 */
final class StrictSessionHandler extends SessionHandler implements SessionUpdateTimestampHandlerInterface
{
    /** @var array<string, string> what was read in this request, so that asking twice costs one read */
    private array $read = [];

    public function knows(string $id): bool
    {
        $this->open('', session_name()); // the name is a part of the item's key
        return $this->validateId($id);
    }

    public function validateId(string $id): bool
    {
        return $this->read($id) !== '';
    }

    public function updateTimestamp(string $id, string $data): bool
    {
        return $this->write($id, $data);
    }

    #[\ReturnTypeWillChange]
    public function read($id)
    {
        return $this->read[$id] ??= parent::read($id);
    }

    #[\ReturnTypeWillChange]
    public function write($id, $data)
    {
        return parent::write($id, $data) ?: throw new RuntimeException('the session could not be written');
    }

    #[\ReturnTypeWillChange]
    public function destroy($id)
    {
        unset($this->read[$id]);
        return parent::destroy($id) ?: throw new RuntimeException('the session could not be deleted');
    }
}
