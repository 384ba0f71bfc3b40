<?php

namespace app\components;

use Aws\DynamoDb\SessionHandler;
use RuntimeException;
use SessionUpdateTimestampHandlerInterface;

/**
 * The SDK's handler, made strict and dependable: an id that nobody gave out is never taken up (`useStrictMode` alone
 * does nothing without `validateId`), a session that cannot be written or deleted is an error instead of a warning that
 * Yii hides, and one that holds nothing does not become an item.
 */
class DynamoDbSessionHandler extends SessionHandler implements SessionUpdateTimestampHandlerInterface
{
    private ?string $found = null;
    private array $read = [];

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
        // an id that PHP never makes is not asked for: DynamoDB refuses long ones
        $data = preg_match('/^[a-zA-Z0-9,-]{22,256}\z/', $id) ? $this->read[$id] ??= parent::read($id) : '';
        $this->found = $data === '' ? null : $id;
        return $data;
    }

    #[\ReturnTypeWillChange]
    public function write($id, $data)
    {
        unset($this->read[$id]);
        if ($data === '') {
            return $this->destroy($id);
        }
        $this->found = $id;
        return parent::write($id, $data) ?: throw new RuntimeException('The session could not be written.');
    }

    #[\ReturnTypeWillChange]
    public function destroy($id)
    {
        unset($this->read[$id]);
        return $this->found !== $id // nothing there
            || (parent::destroy($id) ?: throw new RuntimeException('The session could not be deleted.'));
    }

    #[\ReturnTypeWillChange]
    public function close()
    {
        // moves the expiry of a session that was read and not written
        return $this->found !== session_id() || parent::close();
    }
}
