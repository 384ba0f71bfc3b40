<?php
declare(strict_types=1);

namespace App\Http\Session;

use App\Aws\SharedMemory;
use Aws\DynamoDb\DynamoDbClient;
use Aws\DynamoDb\SessionHandler;
use RuntimeException;
use SessionHandlerInterface;
use SessionUpdateTimestampHandlerInterface;

/**
 * The SDK's handler as an engine of CakePHP, made when a session is opened. An id that nobody gave out is never taken up, a
 * session that cannot be written or deleted is an error instead of a warning, and one that holds nothing does not become
 * an item.
 */
class DynamoDbSession implements SessionHandlerInterface, SessionUpdateTimestampHandlerInterface
{
    private SessionHandler $handler;
    private array $read = [];
    private ?string $found = null;

    public function __construct(private readonly array $options)
    {
    }

    public function open(string $path, string $name): bool
    {
        $this->handler ??= SessionHandler::fromClient(
            new DynamoDbClient([
                'region' => $this->options['region'],
                'credentials' => new SharedMemory(), // of the server's role, asked for once for many requests
                'http' => ['connect_timeout' => 2, 'timeout' => 5],
                'retries' => ['mode' => 'standard', 'max_attempts' => 3],
            ]),
            $this->options,
        );

        return $this->handler->open($path, $name);
    }

    public function validateId(string $id): bool
    {
        return $this->read($id) !== '';
    }

    public function read(string $id): string|false
    {
        // an id that PHP never makes is not asked for: DynamoDB refuses long ones
        $data = preg_match('/^[a-zA-Z0-9,-]{22,256}\z/', $id) ? $this->read[$id] ??= $this->handler->read($id) : '';
        $this->found = $data === '' ? null : $id;

        return $data;
    }

    public function write(string $id, string $data): bool
    {
        unset($this->read[$id]);
        $this->found = $id;

        return $this->handler->write($id, $data) ?: throw new RuntimeException('The session could not be written.');
    }

    public function updateTimestamp(string $id, string $data): bool
    {
        return $this->write($id, $data);
    }

    public function destroy(string $id): bool
    {
        unset($this->read[$id]);

        return $this->found !== $id // nothing there
            || ($this->handler->destroy($id) ?: throw new RuntimeException('The session could not be deleted.'));
    }

    public function close(): bool
    {
        // moves the expiry of a session that was read and not written
        return $this->found !== session_id() || $this->handler->close();
    }

    public function gc(int $max_lifetime): int|false
    {
        return 0; // DynamoDB's time to live deletes what has expired
    }
}
